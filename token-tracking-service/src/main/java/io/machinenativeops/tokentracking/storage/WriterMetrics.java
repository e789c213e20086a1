package io.machinenativeops.tokentracking.storage;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

import io.machinenativeops.binder.redis.StreamException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** What can be seen of the writer. */
final class WriterMetrics {

    private final Counter rows;
    private final Counter parked;
    private final Counter failures;
    private final DistributionSummary batchRows;
    private final DistributionSummary batchEntries;
    private final Timer insert;
    private final Timer batch;

    WriterMetrics(MeterRegistry registry, FrozenBatches batches) {
        rows = Counter.builder("mno.writer.rows")
                .description("Rows stored by this replica")
                .register(registry);
        parked = Counter.builder("mno.writer.parked")
                .description("Events that can't be stored and were parked")
                .register(registry);
        failures = Counter.builder("mno.writer.failures")
                .description("Attempts that failed for a passing reason")
                .register(registry);
        batchRows = DistributionSummary.builder("mno.writer.batch.rows").register(registry);
        batchEntries = DistributionSummary.builder("mno.writer.batch.entries").register(registry);
        insert = Timer.builder("mno.writer.insert")
                .description("Time of one insert")
                .publishPercentileHistogram()
                .register(registry);
        batch = Timer.builder("mno.writer.batch")
                .description("Time from a frozen batch to its acknowledged entries")
                .register(registry);
        gauge(registry, "mno.writer.lag", "Entries that no writer was given yet", batches::lag);
        gauge(
                registry,
                "mno.writer.oldest.pending.seconds",
                "Age of the oldest entry that was given to a writer and is not stored",
                () -> batches.oldestPendingMillis() / 1000.0);
        gauge(
                registry,
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

    private static void gauge(MeterRegistry registry, String name, String description, Supplier<Number> value) {
        Gauge.builder(name, () -> {
                    try {
                        return value.get();
                    } catch (StreamException unknown) {
                        return Double.NaN;
                    }
                })
                .description(description)
                .register(registry);
    }
}
