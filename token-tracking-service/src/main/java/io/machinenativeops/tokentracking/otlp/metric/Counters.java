package io.machinenativeops.tokentracking.otlp.metric;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is remembered of a series, so that a point counts by what is new in it and counts once. Its JSON is what is stored.
 *
 * <p>A cumulative point is compared with the last one of the same start; several processes that call themselves the same are
 * told apart by their starts. A point of differences is told by its start and end.
 */
final class Counters {

    /** How long a series that sends nothing is remembered. */
    static final Duration MEMORY = Duration.ofDays(7);

    private static final Duration STORED_ANEW = Duration.ofDays(1);
    private static final Increase NOTHING = new Increase(BigDecimal.ZERO, 0);
    private static final int MOST_STARTS = 8;
    private static final int MOST_INTERVALS = 32;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Map<String, List<Mark>> marks = new TreeMap<>();
    private final Map<String, Long> forgotten = new TreeMap<>();
    private final Map<TokenMetric.Kind, Increase> increases = new EnumMap<>(TokenMetric.Kind.class);
    private long events;
    private long seen;
    private boolean changed;

    private Counters() {}

    /** Of a stored series; null for a new one. */
    static Counters of(@Nullable String stored) {
        var counters = new Counters();
        if (stored != null) {
            var document = JSON.readValue(stored, Stored.class);
            document.marks.forEach((stream, all) -> counters.marks.put(stream, new ArrayList<>(all)));
            counters.forgotten.putAll(document.forgotten);
            counters.events = document.events;
            counters.seen = document.seen;
        }
        return counters;
    }

    /** What came in through points since this was read, each kind of token that grew. */
    Map<TokenMetric.Kind, Increase> increases() {
        return increases;
    }

    /** Whether there is anything to store that was not stored before. */
    boolean changed() {
        return changed;
    }

    /** The number of the event that the increases make, from 1. */
    long nextEvent() {
        changed = true;
        return ++events;
    }

    /** Adds what is new in a point. */
    void add(MetricPoint point, Instant now) {
        var increase = point.cumulative() ? sinceLast(point, now) : difference(point);
        if (increase.value.signum() > 0) {
            increases.merge(point.kind(), increase, Increase::plus);
        }
        if (now.getEpochSecond() - seen > STORED_ANEW.toSeconds()) {
            seen = now.getEpochSecond();
            changed = true;
        }
    }

    private Increase sinceLast(MetricPoint point, Instant now) {
        var stream = "total " + point.kind();
        var known = marks(stream);
        var last = known.stream().filter(mark -> mark.start == point.start()).findFirst();
        var mark = new Mark(point.start(), point.time(), point.value(), point.calls());
        if (last.isEmpty()) {
            boolean fresh = point.start() > forgotten.getOrDefault(stream, 0L)
                    && point.start()
                            > TimeUnit.SECONDS.toNanos(now.minus(MEMORY).getEpochSecond());
            remember(stream, mark, MOST_STARTS, Mark::start);
            // A start that may have been counted and forgotten since, or was not sent: counting begins here.
            return fresh ? new Increase(point.value(), point.calls()) : NOTHING;
        }
        var before = last.get();
        int growth = point.value().compareTo(before.value);
        if (point.time() <= before.time || growth == 0) {
            return NOTHING;
        }
        known.set(known.indexOf(before), mark);
        changed = true;
        // A counter that fell began anew without saying so.
        return growth < 0
                ? new Increase(point.value(), point.calls())
                : new Increase(point.value().subtract(before.value), Math.max(0, point.calls() - before.calls));
    }

    private Increase difference(MetricPoint point) {
        var stream = "difference " + point.kind();
        boolean counted =
                marks(stream).stream().anyMatch(mark -> mark.start == point.start() && mark.time == point.time());
        if (counted || point.time() <= forgotten.getOrDefault(stream, 0L)) {
            return NOTHING;
        }
        remember(stream, new Mark(point.start(), point.time(), BigDecimal.ZERO, 0), MOST_INTERVALS, Mark::time);
        return new Increase(point.value(), point.calls());
    }

    /** Keeps the latest marks; of what is forgotten, up to where it reached. */
    private void remember(String stream, Mark mark, int most, ToLongFunction<Mark> reach) {
        var known = marks(stream);
        known.add(mark);
        if (known.size() > most) {
            var oldest =
                    known.stream().min(Comparator.comparingLong(Mark::time)).orElseThrow();
            known.remove(oldest);
            forgotten.merge(stream, reach.applyAsLong(oldest), Math::max);
        }
        changed = true;
    }

    private List<Mark> marks(String stream) {
        return marks.computeIfAbsent(stream, none -> new ArrayList<>());
    }

    String json() {
        return JSON.writeValueAsString(new Stored(events, seen, marks, forgotten));
    }

    /**
     * What is new.
     *
     * @param calls how many calls it is the sum of; 0 when it is not known
     */
    record Increase(BigDecimal value, long calls) {

        Increase plus(Increase more) {
            return new Increase(value.add(more.value), calls + more.calls);
        }
    }

    /** The last point of a start, or an interval that was counted. */
    record Mark(long start, long time, BigDecimal value, long calls) {}

    /** The stored form: marks and what was forgotten by stream. */
    record Stored(long events, long seen, Map<String, List<Mark>> marks, Map<String, Long> forgotten) {}
}
