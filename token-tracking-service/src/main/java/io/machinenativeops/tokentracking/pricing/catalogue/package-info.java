/** Makes the price catalogue from two public collections of list prices. */
@NullMarked
package io.machinenativeops.tokentracking.pricing.catalogue;

import org.jspecify.annotations.NullMarked;
