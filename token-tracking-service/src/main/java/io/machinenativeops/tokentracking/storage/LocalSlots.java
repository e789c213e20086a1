package io.machinenativeops.tokentracking.storage;

import java.time.Instant;
import java.util.List;

/**
 * How a time series cuts time into slots: steps of a fixed length in local time, which starts anew with each change of the
 * zone's offset.
 *
 * @param stepSeconds length of a slot; divides a day
 * @param calendarDays whether a slot is named by its local day, so that a day of 23 or 25 hours is one slot; else by the
 *     instant of its start
 * @param stretches the offsets in force during the range, in order; the first covers its start
 */
public record LocalSlots(int stepSeconds, boolean calendarDays, List<Stretch> stretches) {

    public LocalSlots {
        stretches = List.copyOf(stretches);
    }

    /**
     * A stretch of time with one offset.
     *
     * @param start its first moment
     * @param offsetSeconds local time minus UTC
     */
    public record Stretch(Instant start, int offsetSeconds) {}
}
