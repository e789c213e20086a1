package io.machinenativeops.tokentracking.analysis;

import java.time.Instant;
import java.util.List;

/**
 * Sums of a range, point by point.
 *
 * @param points in order, without gaps
 */
record UsageTimeSeries(
        Instant from, Instant to, String timezone, String interval, String currency, List<UsagePoint> points) {

    /**
     * A piece of local time.
     *
     * @param start its first moment, also where the range begins later; it ends where the next one starts
     * @param groups those that have events here; without {@code groupBy} the one of all events, zero where there are none
     */
    record UsagePoint(Instant start, List<UsageGroup> groups) {}
}
