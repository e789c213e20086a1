/** The roles that an organisation makes, who holds which where, and what is denied. */
@NullMarked
package io.machinenativeops.teamrbac.role;

import org.jspecify.annotations.NullMarked;
