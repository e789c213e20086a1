/** Asking people to join by e-mail, and their acceptance. */
@NullMarked
package io.machinenativeops.teamrbac.invitation;

import org.jspecify.annotations.NullMarked;
