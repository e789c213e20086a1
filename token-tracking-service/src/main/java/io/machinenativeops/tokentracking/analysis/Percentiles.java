package io.machinenativeops.tokentracking.analysis;

import io.machinenativeops.tokentracking.storage.LatencySlots;
import org.jspecify.annotations.Nullable;

/**
 * Percentiles of a duration in whole milliseconds, at most 2 % off; all null when no event stated it.
 *
 * @param p50 at most this in half of the events
 */
record Percentiles(
        @Nullable Long p50, @Nullable Long p95, @Nullable Long p99) {

    private static final Percentiles NONE = new Percentiles(null, null, null);

    /**
     * Reads percentiles from counts by {@link LatencySlots}. The value is the nearest rank's: the smallest with at least that
     * share of events at or below it.
     *
     * @param counts of events, at the index of their slot; what is not positive is left out
     */
    static Percentiles of(long[] counts) {
        long total = 0;
        for (long count : counts) {
            total += Math.max(0, count);
        }
        return total == 0 ? NONE : new Percentiles(at(counts, total, 50), at(counts, total, 95), at(counts, total, 99));
    }

    private static long at(long[] counts, long total, int percent) {
        long rank = Math.ceilDiv(total * percent, 100);
        int slot = -1;
        while (rank > 0) {
            slot++;
            rank -= Math.max(0, counts[slot]);
        }
        return LatencySlots.milliseconds(slot);
    }
}
