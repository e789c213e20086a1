package io.machinenativeops.tokentracking.otlp;

import java.util.stream.Collectors;

import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.tokentracking.ingest.Source;
import io.machinenativeops.tokentracking.ingest.UsageIntake;
import org.springframework.stereotype.Component;

/** Spans: those of model calls with usage are recorded, all others are accepted and left aside. */
@Component
final class Traces implements Signal {

    private final UsageIntake intake;

    private final CallSources sources;

    Traces(UsageIntake intake, CallSources sources) {
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
        return PartialSuccess.of(intake.take(caller, Source.OTLP, ModelCalls.in(spans)));
    }
}
