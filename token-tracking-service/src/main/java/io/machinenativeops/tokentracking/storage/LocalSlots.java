package io.machinenativeops.tokentracking.storage;

import java.time.Instant;
import java.util.ArrayList;
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
     * The slot a row belongs to: its local day since 1970, or the second at which it starts.
     *
     * @param second expression of the row's time, in seconds since 1970
     */
    String of(String second) {
        var branches = new ArrayList<String>();
        for (int i = 0; i < stretches.size(); i++) {
            if (i < stretches.size() - 1) {
                branches.add(second + " < " + stretches.get(i + 1).start().getEpochSecond());
            }
            var stretch = stretches.get(i);
            var local = "(toInt64(" + second + ") + " + stretch.offsetSeconds() + ")";
            branches.add(
                    calendarDays
                            ? "intDiv(" + local + ", 86400)"
                            : "greatest(" + second + " - modulo(" + local + ", " + stepSeconds + "), "
                                    + stretch.start().getEpochSecond() + ")");
        }
        return branches.size() == 1
                ? "toInt64(" + branches.getFirst() + ")"
                : "toInt64(multiIf(" + String.join(", ", branches) + "))";
    }

    /**
     * A stretch of time with one offset.
     *
     * @param start its first moment
     * @param offsetSeconds local time minus UTC
     */
    public record Stretch(Instant start, int offsetSeconds) {}
}
