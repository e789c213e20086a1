/** Answers what was used and what it cost: sums, time series, single events and how a cost came about. */
@NullMarked
package io.machinenativeops.tokentracking.analysis;

import org.jspecify.annotations.NullMarked;
