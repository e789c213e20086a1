/** Keeps the price catalogue and works out the exact cost of one model call. */
@NullMarked
package io.machinenativeops.tokentracking.pricing;

import org.jspecify.annotations.NullMarked;
