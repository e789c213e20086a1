/** The store of who belongs to an organisation and what binds them, and the one way in which that changes. */
@NullMarked
package io.machinenativeops.teamrbac.identity;

import org.jspecify.annotations.NullMarked;
