package io.machinenativeops.tokentracking.otlp.metric;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.machinenativeops.binder.redis.StreamException;
import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.tokentracking.ingest.DurableAppend;
import io.machinenativeops.tokentracking.otlp.CallSources;
import io.machinenativeops.tokentracking.otlp.Fact;
import io.machinenativeops.tokentracking.otlp.OtlpEncoding;
import io.machinenativeops.tokentracking.otlp.OtlpProperties;
import io.machinenativeops.tokentracking.otlp.PartialSuccess;
import io.machinenativeops.tokentracking.otlp.Signal;
import io.machinenativeops.tokentracking.otlp.metric.HeldUsage.Held;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import static java.util.Objects.requireNonNull;

/**
 * Metrics: what their points count anew is held and then recorded, one event a series and export, unless its service tells
 * of its calls by spans or log events. All other metrics are accepted and left aside.
 */
@Component
final class Metrics implements Signal {

    private static final int TRIES = 20;
    private static final Duration AHEAD = Duration.ofMinutes(10);
    private static final Duration BEHIND = Duration.ofDays(90);

    private final SeriesStore store;
    private final Duration hold;
    private final Clock clock = Clock.systemUTC();

    Metrics(SeriesStore store, OtlpProperties properties) {
        this.store = store;
        this.hold = properties.metricHold();
    }

    @Override
    public String name() {
        return "metrics";
    }

    @Override
    public PartialSuccess take(Caller caller, OtlpEncoding encoding, byte[] body) {
        var read = MetricPoints.read(encoding, body);
        var refusals = new Refusals();
        refusals.add(read.refused(), "a counter of tokens needs a temporality and a number that is not negative");
        var now = clock.instant();
        Map<String, List<MetricPoint>> series = new LinkedHashMap<>();
        for (var point : read.points()) {
            var problem = problem(point, now);
            if (problem == null) {
                series.computeIfAbsent(point.series().id(), none -> new ArrayList<>())
                        .add(point);
            } else {
                refusals.add(1, problem);
            }
        }
        try {
            var ids = List.copyOf(series.keySet());
            var stored = store.read(caller.organizationId(), ids);
            for (int at = 0; at < ids.size(); at++) {
                var points = requireNonNull(series.get(ids.get(at)));
                if (!count(caller, ids.get(at), points, stored.get(at), now)) {
                    refusals.add(points.size(), "the organisation has as many series as are remembered");
                }
            }
        } catch (StreamException away) {
            throw DurableAppend.unavailable(away);
        }
        return refusals.partial();
    }

    /** Why a point can't be counted; null when it can. */
    static @Nullable String problem(MetricPoint point, Instant now) {
        var time = Instant.ofEpochSecond(0, point.time());
        if (time.isBefore(now.minus(BEHIND)) || time.isAfter(now.plus(AHEAD))) {
            return "a data point is of " + time + ": expected a time of the last 90 days";
        }
        var series = point.series();
        return MetricEvent.model(series) == null || MetricEvent.provider(series) == null
                ? "a data point names no model or no provider"
                : null;
    }

    private boolean count(Caller caller, String id, List<MetricPoint> points, @Nullable String stored, Instant now) {
        var before = stored;
        for (int attempt = 0; attempt < TRIES; attempt++) {
            var counters = Counters.of(before);
            points.forEach(point -> counters.add(point, now));
            if (!counters.changed()) {
                return true;
            }
            var eventId = counters.increases().isEmpty() ? null : id + ":" + counters.nextEvent();
            var held = eventId == null ? null : held(caller, points, counters, eventId);
            switch (store.advance(
                    caller.organizationId(),
                    id,
                    before,
                    counters.json(),
                    held == null ? null : eventId,
                    held,
                    now,
                    now.plus(hold))) {
                case STORED -> {
                    return true;
                }
                case FULL -> {
                    return false;
                }
                case OUTRUN ->
                    before = store.read(caller.organizationId(), List.of(id)).getFirst();
            }
        }
        throw new ProblemException(
                CommonProblem.UNAVAILABLE, "Others send the same series at the same time. Send the same again.");
    }

    private static @Nullable Held held(Caller caller, List<MetricPoint> points, Counters counters, String eventId) {
        var series = points.getFirst().series();
        long end = points.stream().mapToLong(MetricPoint::time).max().orElse(0);
        var event = MetricEvent.of(series, counters.increases(), end, eventId);
        var source = series.family().equals("claude_code")
                ? CallSources.session(series.text(Fact.SESSION), series.resource())
                : CallSources.service(series.resource());
        return event == null ? null : new Held(caller, source, event);
    }

    private static final class Refusals {

        private final List<String> reasons = new ArrayList<>();
        private int points;

        private void add(int more, String reason) {
            if (more > 0) {
                points += more;
                if (!reasons.contains(reason) && reasons.size() < 3) {
                    reasons.add(reason);
                }
            }
        }

        private PartialSuccess partial() {
            return points == 0 ? PartialSuccess.COMPLETE : new PartialSuccess(points, String.join("; ", reasons));
        }
    }
}
