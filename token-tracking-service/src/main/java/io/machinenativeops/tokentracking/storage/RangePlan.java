package io.machinenativeops.tokentracking.storage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Which table answers which part of a range, so that every event of the range is counted once and none besides: whole days
 * come from the days, whole quarters of an hour around them from the quarters, and the rest from single events.
 *
 * @param spans for each table that is read, the parts of the range it answers; they do not overlap
 */
record RangePlan(Map<Grain, List<Span>> spans) {

    /** From a moment, included, to another, excluded. */
    record Span(Instant from, Instant to) {

        boolean isEmpty() {
            return !from.isBefore(to);
        }

        /** The part of it that whole buckets of a grain fill; empty when there is none. */
        Span within(Grain grain) {
            long first = Math.ceilDiv(from.getEpochSecond() + (from.getNano() > 0 ? 1 : 0), grain.seconds());
            long end = Math.floorDiv(to.getEpochSecond(), grain.seconds());
            return new Span(
                    Instant.ofEpochSecond(first * grain.seconds()),
                    Instant.ofEpochSecond(Math.max(first, end) * grain.seconds()));
        }

        /** The whole buckets of a grain that it touches. */
        Span around(Grain grain) {
            long first = Math.floorDiv(from.getEpochSecond(), grain.seconds());
            long end = Math.ceilDiv(to.getEpochSecond() + (to.getNano() > 0 ? 1 : 0), grain.seconds());
            return new Span(
                    Instant.ofEpochSecond(first * grain.seconds()), Instant.ofEpochSecond(end * grain.seconds()));
        }

        Span and(Span other) {
            return new Span(from.isAfter(other.from) ? from : other.from, to.isBefore(other.to) ? to : other.to);
        }
    }

    RangePlan {
        spans = Map.copyOf(spans);
    }

    boolean ofEventsAlone() {
        return spans.keySet().equals(Set.of(Grain.EVENT));
    }

    /** All from single events. */
    static RangePlan ofEvents(Instant from, Instant to) {
        return new RangePlan(Map.of(Grain.EVENT, List.of(new Span(from, to))));
    }

    /**
     * From the rollups where they can answer.
     *
     * @param slots how a time series cuts the range; null when it is summed as a whole
     */
    static RangePlan ofRollups(Instant from, Instant to, @Nullable LocalSlots slots) {
        var plan = new EnumMap<Grain, List<Span>>(Grain.class);
        split(plan, new Span(from, to), Grain.QUARTER, Grain.EVENT, slots == null ? List.of() : cutBySlots(slots, to));
        var quarters = plan.remove(Grain.QUARTER);
        if (quarters != null) {
            for (var span : quarters) {
                if (daysFit(slots)) {
                    split(plan, span, Grain.DAY, Grain.QUARTER, List.of());
                } else {
                    add(plan, Grain.QUARTER, span);
                }
            }
        }
        return new RangePlan(plan);
    }

    /** Gives a grain the whole buckets of a span but for those that must not be used, and what remains to the next finer one. */
    private static void split(Map<Grain, List<Span>> plan, Span span, Grain grain, Grain finer, List<Span> without) {
        var whole = span.within(grain);
        if (whole.isEmpty()) {
            add(plan, finer, span);
            return;
        }
        add(plan, finer, new Span(span.from(), whole.from()));
        var next = whole.from();
        for (var hole : without) {
            var cut = hole.and(new Span(next, whole.to()));
            if (!cut.isEmpty()) {
                add(plan, grain, new Span(next, cut.from()));
                add(plan, finer, cut);
                next = cut.to();
            }
        }
        add(plan, grain, new Span(next, whole.to()));
        add(plan, finer, new Span(whole.to(), span.to()));
    }

    private static void add(Map<Grain, List<Span>> plan, Grain grain, Span span) {
        if (!span.isEmpty()) {
            plan.computeIfAbsent(grain, none -> new ArrayList<>()).add(span);
        }
    }

    /**
     * The quarters of an hour that belong to more than one slot: where the zone's clock was changed within one, and where its
     * offset was no multiple of 15 minutes. In order.
     */
    private static List<Span> cutBySlots(LocalSlots slots, Instant to) {
        var cut = new ArrayList<Span>();
        var stretches = slots.stretches();
        for (int i = 0; i < stretches.size(); i++) {
            var start = stretches.get(i).start();
            var end = i + 1 < stretches.size() ? stretches.get(i + 1).start() : to;
            if (stretches.get(i).offsetSeconds() % Grain.QUARTER.seconds() != 0) {
                cut.add(new Span(start, end).around(Grain.QUARTER));
            } else if (i > 0 && start.getEpochSecond() % Grain.QUARTER.seconds() != 0) {
                cut.add(new Span(start, start.plusSeconds(1)).around(Grain.QUARTER));
            }
        }
        return cut;
    }

    /** A day in UTC is one of the slots' days only where both begin at once. */
    private static boolean daysFit(@Nullable LocalSlots slots) {
        return slots == null
                || (slots.calendarDays()
                        && slots.stretches().stream().allMatch(stretch -> stretch.offsetSeconds() == 0));
    }
}
