package io.machinenativeops.tokentracking.otlp;

import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.tokentracking.ingest.Source;
import io.machinenativeops.tokentracking.ingest.UsageIntake;
import org.springframework.stereotype.Component;

/** Spans: those of model calls with usage are recorded, all others are accepted and left aside. */
@Component
final class Traces implements Signal {

    private final UsageIntake intake;

    Traces(UsageIntake intake) {
        this.intake = intake;
    }

    @Override
    public String name() {
        return "traces";
    }

    @Override
    public PartialSuccess take(Caller caller, OtlpEncoding encoding, byte[] body) {
        return PartialSuccess.of(intake.take(caller, Source.OTLP, ModelCalls.in(encoding.traces(body))));
    }
}
