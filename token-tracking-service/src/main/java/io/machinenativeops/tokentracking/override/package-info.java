/** Prices that an organisation sets for itself: keeps them with all their versions, and lays them over the catalogue. */
@NullMarked
package io.machinenativeops.tokentracking.override;

import org.jspecify.annotations.NullMarked;
