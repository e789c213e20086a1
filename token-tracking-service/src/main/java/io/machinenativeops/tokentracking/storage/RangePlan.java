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
 * come from days, whole hours and quarters of an hour around them from these, and the rest from single events.
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

    /**
     * From the longest grains where they can answer.
     *
     * @param slots how a time series cuts the range; null when it is summed as a whole
     * @param grains those that can be asked, the longest first; single events last
     */
    static RangePlan of(Instant from, Instant to, @Nullable LocalSlots slots, List<Grain> grains) {
        var plan = new EnumMap<Grain, List<Span>>(Grain.class);
        divide(plan, new Span(from, to), slots, grains);
        return new RangePlan(plan);
    }

    /** Gives the first grain its whole buckets of a span but for those that lie in two slots, and the others what remains. */
    private static void divide(Map<Grain, List<Span>> plan, Span span, @Nullable LocalSlots slots, List<Grain> grains) {
        var grain = grains.getFirst();
        if (span.isEmpty()) {
            return;
        }
        if (grains.size() == 1) {
            add(plan, grain, span);
            return;
        }
        var finer = grains.subList(1, grains.size());
        var next = span.from();
        var whole = span.within(grain);
        if (!whole.isEmpty() && (slots == null || slots.stepSeconds() % grain.seconds() == 0)) {
            divide(plan, new Span(next, whole.from()), slots, finer);
            next = whole.from();
            for (var hole : slots == null ? List.<Span>of() : cutBySlots(slots, span.to(), grain)) {
                var cut = hole.and(new Span(next, whole.to()));
                if (!cut.isEmpty()) {
                    add(plan, grain, new Span(next, cut.from()));
                    divide(plan, cut, slots, finer);
                    next = cut.to();
                }
            }
            add(plan, grain, new Span(next, whole.to()));
            next = whole.to();
        }
        divide(plan, new Span(next, span.to()), slots, finer);
    }

    private static void add(Map<Grain, List<Span>> plan, Grain grain, Span span) {
        if (!span.isEmpty()) {
            plan.computeIfAbsent(grain, none -> new ArrayList<>()).add(span);
        }
    }

    /**
     * The buckets that belong to more than one slot: where the zone's clock was changed within one, and where its offset was
     * no multiple of their length. In order.
     */
    private static List<Span> cutBySlots(LocalSlots slots, Instant to, Grain grain) {
        var cut = new ArrayList<Span>();
        var stretches = slots.stretches();
        for (int i = 0; i < stretches.size(); i++) {
            var start = stretches.get(i).start();
            var end = i + 1 < stretches.size() ? stretches.get(i + 1).start() : to;
            if (stretches.get(i).offsetSeconds() % grain.seconds() != 0) {
                cut.add(new Span(start, end).around(grain));
            } else if (i > 0 && start.getEpochSecond() % grain.seconds() != 0) {
                cut.add(new Span(start, start.plusSeconds(1)).around(grain));
            }
        }
        return cut;
    }
}
