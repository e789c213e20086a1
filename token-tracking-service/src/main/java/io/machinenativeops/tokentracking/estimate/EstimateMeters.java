package io.machinenativeops.tokentracking.estimate;

import java.util.Locale;

import io.micrometer.core.instrument.MeterRegistry;

/** Counts {@code mno.estimate.traces} that were looked at, and {@code mno.estimate.events} by what became of them. */
final class EstimateMeters {

    private final MeterRegistry registry;

    /** What became of an estimate. */
    enum Outcome {
        COUNTED,
        TAKEN_BACK,
        PUT_BACK,
        REJECTED
    }

    EstimateMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void swept(int traces) {
        registry.counter("mno.estimate.traces").increment(traces);
    }

    void count(Outcome outcome, int events) {
        registry.counter("mno.estimate.events", "outcome", outcome.name().toLowerCase(Locale.ROOT))
                .increment(events);
    }
}
