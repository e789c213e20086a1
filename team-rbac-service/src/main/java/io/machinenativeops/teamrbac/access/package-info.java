/** Decides: an index for each organisation, built from its rows, that answers who may do what, where and why. */
@NullMarked
package io.machinenativeops.teamrbac.access;

import org.jspecify.annotations.NullMarked;
