package io.machinenativeops.tokentracking.ingest;

import java.util.List;
import java.util.stream.Collectors;

import io.machinenativeops.tokentracking.ingest.reading.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts events by what became of them: {@code mno.usage.events} and {@code mno.usage.unpriced}. */
final class IngestMeters {

    private final MeterRegistry registry;

    IngestMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void count(Source source, List<Verdict> verdicts, int unpriced) {
        verdicts.stream()
                .collect(Collectors.groupingBy(IngestMeters::cause, Collectors.counting()))
                .forEach((cause, events) -> Counter.builder("mno.usage.events")
                        .description("Usage events by what became of them")
                        .tag("source", source.tag())
                        .tag("outcome", cause.outcome())
                        .tag("cause", cause.code())
                        .register(registry)
                        .increment(events));
        if (unpriced > 0) {
            Counter.builder("mno.usage.unpriced")
                    .description("Accepted events whose model or unit has no price")
                    .tag("source", source.tag())
                    .register(registry)
                    .increment(unpriced);
        }
    }

    private static Cause cause(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Accepted _ -> new Cause("accepted", "none");
            case Verdict.Duplicate _ -> new Cause("duplicate", "none");
            case Verdict.Rejected rejected ->
                new Cause("rejected", rejected.problem().code());
        };
    }

    private record Cause(String outcome, String code) {}
}
