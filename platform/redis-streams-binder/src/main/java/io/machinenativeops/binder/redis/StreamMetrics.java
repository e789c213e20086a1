package io.machinenativeops.binder.redis;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;

/** What the binder counts and times. */
final class StreamMetrics {

    private static final String DESTINATION = "destination";

    private final MeterRegistry registry;
    private final Map<String, AtomicReference<Instant>> remembered = new ConcurrentHashMap<>();

    StreamMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    GroupMetrics group(String destination, String group) {
        return new GroupMetrics(registry, destination, group);
    }

    <T> T timeAppend(String destination, String kind, Supplier<T> append) {
        long start = System.nanoTime();
        String outcome = "error";
        try {
            T result = append.get();
            outcome = "ok";
            return result;
        } catch (StreamFullException e) {
            outcome = "full";
            throw e;
        } catch (StreamUnavailableException e) {
            outcome = "unavailable";
            throw e;
        } finally {
            registry.timer("redis.streams.append", DESTINATION, destination, "kind", kind, "outcome", outcome)
                    .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        }
    }

    void outcomes(String destination, List<Outcome> outcomes) {
        var counts = new EnumMap<Outcome, Integer>(Outcome.class);
        outcomes.forEach(outcome -> counts.merge(outcome, 1, Integer::sum));
        counts.forEach((outcome, count) -> registry.counter(
                        "redis.streams.append.parts",
                        DESTINATION,
                        destination,
                        "outcome",
                        outcome.name().toLowerCase(Locale.ROOT))
                .increment(count));
    }

    /** Since when a destination remembers its claims. */
    void remembers(String destination, Instant since) {
        remembered.computeIfAbsent(destination, this::reach).set(since);
    }

    private AtomicReference<Instant> reach(String destination) {
        var since = new AtomicReference<>(Instant.EPOCH);
        TimeGauge.builder("redis.streams.claims.reach", since, TimeUnit.MILLISECONDS, it -> (double)
                        (registry.config().clock().wallTime() - it.get().toEpochMilli()))
                .description("how long ago the oldest claims are that are all remembered")
                .tag(DESTINATION, destination)
                .register(registry);
        return since;
    }
}
