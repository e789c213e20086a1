package io.machinenativeops.binder.redis;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.micrometer.core.instrument.MeterRegistry;

/** What the binder counts and times. */
final class StreamMetrics {

    private static final String DESTINATION = "destination";

    private final MeterRegistry registry;

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
}
