package io.machinenativeops.tokentracking.analysis;

import java.util.Map;
import java.util.TreeMap;

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
     */
    static Percentiles of(Map<Integer, Long> counts) {
        var slots = new TreeMap<Integer, Long>();
        counts.forEach((slot, count) -> {
            if (count > 0) {
                slots.put(slot, count);
            }
        });
        long total = slots.values().stream().mapToLong(Long::longValue).sum();
        return total == 0 ? NONE : new Percentiles(at(slots, total, 50), at(slots, total, 95), at(slots, total, 99));
    }

    private static long at(TreeMap<Integer, Long> slots, long total, int percent) {
        long rank = Math.ceilDiv(total * percent, 100);
        for (var slot : slots.entrySet()) {
            rank -= slot.getValue();
            if (rank <= 0) {
                return LatencySlots.milliseconds(slot.getKey());
            }
        }
        return LatencySlots.milliseconds(slots.lastKey());
    }
}
