package io.machinenativeops.tokentracking.analysis;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;

import io.machinenativeops.tokentracking.storage.LocalSlots;
import io.machinenativeops.tokentracking.storage.LocalSlots.Stretch;

/**
 * The points of a time series: where each starts, and to which one the store's slots belong. All knowledge of time zones is
 * {@code java.time}'s; the store is only told the offsets that were in force.
 */
final class SeriesPoints {

    private final Interval interval;
    private final ZoneId zone;
    private final LocalSlots slots;
    private final Instant from;
    private final Instant to;

    SeriesPoints(Interval interval, ZoneId zone, Instant from, Instant to) {
        this.interval = interval;
        this.zone = zone;
        this.from = from;
        this.to = to;
        this.slots = slots(interval, stretches(zone.getRules(), from, to));
    }

    LocalSlots slots() {
        return slots;
    }

    /** How many points the range has at most; cheap, so that a refusal costs nothing. */
    long estimate() {
        return Duration.between(from, to).toSeconds() / interval.stepSeconds() + 2;
    }

    /** The starts of all points that overlap the range, in order; the first may lie before it. */
    List<Instant> starts() {
        return interval.ofDays() ? days() : steps();
    }

    /** The start of the point that a slot of the store's answer belongs to. */
    Instant start(long slot) {
        return interval.ofDays()
                ? interval.firstDay(LocalDate.ofEpochDay(slot))
                        .atStartOfDay(zone)
                        .toInstant()
                : Instant.ofEpochSecond(slot);
    }

    private List<Instant> days() {
        var starts = new ArrayList<Instant>();
        var day = interval.firstDay(from.atZone(zone).toLocalDate());
        var start = day.atStartOfDay(zone).toInstant();
        while (start.isBefore(to)) {
            // A day that its zone skipped altogether begins where the next one does.
            if (starts.isEmpty() || starts.getLast().isBefore(start)) {
                starts.add(start);
            }
            day = interval.next(day);
            start = day.atStartOfDay(zone).toInstant();
        }
        return starts;
    }

    private List<Instant> steps() {
        var starts = new ArrayList<Instant>();
        var stretches = slots.stretches();
        for (int i = 0; i < stretches.size(); i++) {
            var stretch = stretches.get(i);
            var end = i + 1 < stretches.size() ? stretches.get(i + 1).start() : to;
            var begin = Math.max(from.getEpochSecond(), stretch.start().getEpochSecond());
            var start =
                    Math.max(begin - sinceStep(begin, stretch), stretch.start().getEpochSecond());
            while (Instant.ofEpochSecond(start).isBefore(end)) {
                starts.add(Instant.ofEpochSecond(start));
                start += interval.stepSeconds() - sinceStep(start, stretch);
            }
        }
        return starts;
    }

    private int sinceStep(long second, Stretch stretch) {
        return Math.floorMod(second + stretch.offsetSeconds(), interval.stepSeconds());
    }

    private static LocalSlots slots(Interval interval, List<Stretch> stretches) {
        return new LocalSlots(interval.stepSeconds(), interval.ofDays(), stretches);
    }

    private static List<Stretch> stretches(ZoneRules rules, Instant from, Instant to) {
        var stretches = new ArrayList<Stretch>();
        var before = rules.previousTransition(from.plusNanos(1));
        stretches.add(new Stretch(
                before == null ? Instant.EPOCH : before.getInstant(),
                rules.getOffset(from).getTotalSeconds()));
        for (var next = rules.nextTransition(from);
                next != null && next.getInstant().isBefore(to);
                next = rules.nextTransition(next.getInstant())) {
            stretches.add(new Stretch(next.getInstant(), next.getOffsetAfter().getTotalSeconds()));
        }
        return stretches;
    }
}
