package io.machinenativeops.tokentracking.storage;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

import io.machinenativeops.binder.redis.StreamException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

/** What can be seen of the writer of one stream. */
final class WriterMetrics {

    private final Counter rows;
    private final Counter parked;
    private final Counter failures;
    private final DistributionSummary batchRows;
    private final DistributionSummary batchEntries;
    private final Timer insert;
    private final Timer batch;

    WriterMetrics(MeterRegistry registry, FrozenBatches batches) {
        var stream = Tags.of("stream", batches.destination());
        rows = Counter.builder("mno.writer.rows")
                .tags(stream)
                .description("Rows stored by this replica")
                .register(registry);
        parked = Counter.builder("mno.writer.parked")
                .tags(stream)
                .description("Items that can't be stored and were parked")
                .register(registry);
        failures = Counter.builder("mno.writer.failures")
                .tags(stream)
                .description("Attempts that failed for a passing reason")
                .register(registry);
        batchRows = DistributionSummary.builder("mno.writer.batch.rows")
                .tags(stream)
                .register(registry);
        batchEntries = DistributionSummary.builder("mno.writer.batch.entries")
                .tags(stream)
                .register(registry);
        insert = Timer.builder("mno.writer.insert")
                .tags(stream)
                .description("Time of one insert")
                .publishPercentileHistogram()
                .register(registry);
        batch = Timer.builder("mno.writer.batch")
                .tags(stream)
                .description("Time from a frozen batch to its acknowledged entries")
                .register(registry);
        gauge(registry, stream, "mno.writer.lag", "Entries that no writer was given yet", batches::lag);
        gauge(
                registry,
                stream,
                "mno.writer.oldest.pending.seconds",
                "Age of the oldest entry that was given to a writer and is not stored",
                () -> batches.oldestPendingMillis() / 1000.0);
        gauge(
                registry,
                stream,
                "mno.writer.unfinished",
                "Batches begun and not finished",
                () -> batches.unfinished().size());
    }

    void stored(int entries, long storedRows, Instant started, Instant ended) {
        rows.increment((double) storedRows);
        batchRows.record((double) storedRows);
        batchEntries.record(entries);
        batch.record(Duration.between(started, ended));
    }

    void inserted(Instant started, Instant ended) {
        insert.record(Duration.between(started, ended));
    }

    void parked() {
        parked.increment();
    }

    void failed() {
        failures.increment();
    }

    private static void gauge(
            MeterRegistry registry, Tags tags, String name, String description, Supplier<Number> value) {
        Gauge.builder(name, () -> {
                    try {
                        return value.get();
                    } catch (StreamException unknown) {
                        return Double.NaN;
                    }
                })
                .tags(tags)
                .description(description)
                .register(registry);
    }
}
