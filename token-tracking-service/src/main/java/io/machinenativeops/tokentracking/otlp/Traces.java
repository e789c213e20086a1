package io.machinenativeops.tokentracking.otlp;

import java.util.stream.Collectors;

import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.tokentracking.ingest.Source;
import io.machinenativeops.tokentracking.ingest.UsageIntake;
import io.machinenativeops.tokentracking.span.SpanIntake;
import org.springframework.stereotype.Component;

/**
 * Spans: those of model calls with usage are recorded as usage, those of agents, tools and the like as structure; all others
 * are accepted and left aside.
 */
@Component
final class Traces implements Signal {

    private final UsageIntake intake;
    private final SpanIntake structure;

    private final CallSources sources;

    Traces(UsageIntake intake, SpanIntake structure, CallSources sources) {
        this.structure = structure;
        this.intake = intake;
        this.sources = sources;
    }

    @Override
    public String name() {
        return "traces";
    }

    @Override
    public PartialSuccess take(Caller caller, OtlpEncoding encoding, byte[] body) {
        var spans = encoding.traces(body);
        var told = spans.stream()
                .filter(span -> UsageAttributes.areIn(span.attributes()))
                .map(span -> CallSources.service(span.resource()))
                .collect(Collectors.toSet());
        sources.heard(caller.organizationId(), told);
        var reading = TraceReading.of(spans);
        // Calls first: an agent's span is never durable without the calls of its own export. A retry doubles neither.
        var calls = PartialSuccess.of(intake.take(caller, Source.OTLP, reading.calls()));
        return calls.and(structure.take(caller, reading.structure()));
    }
}
