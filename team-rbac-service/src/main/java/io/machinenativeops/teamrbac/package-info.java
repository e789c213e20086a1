/** The service that knows who belongs to an organisation and what each of them may do. */
@NullMarked
package io.machinenativeops.teamrbac;

import org.jspecify.annotations.NullMarked;
