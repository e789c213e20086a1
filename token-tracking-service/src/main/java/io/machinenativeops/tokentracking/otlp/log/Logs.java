package io.machinenativeops.tokentracking.otlp.log;

import java.util.ArrayList;
import java.util.List;

import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.tokentracking.ingest.Candidate;
import io.machinenativeops.tokentracking.ingest.Source;
import io.machinenativeops.tokentracking.ingest.UsageIntake;
import io.machinenativeops.tokentracking.otlp.ModelCalls;
import io.machinenativeops.tokentracking.otlp.OtlpEncoding;
import io.machinenativeops.tokentracking.otlp.PartialSuccess;
import io.machinenativeops.tokentracking.otlp.Signal;
import io.machinenativeops.tokentracking.otlp.Span;
import org.springframework.stereotype.Component;

/** Log records: events that tell what a model call used are recorded, all others are accepted and left aside. */
@Component
final class Logs implements Signal {

    /** OpenTelemetry's event of one call; the others ({@code gen_ai.choice}, messages, …) carry no usage. */
    private static final String DETAILS = "gen_ai.client.inference.operation.details";

    private final UsageIntake intake;

    Logs(UsageIntake intake) {
        this.intake = intake;
    }

    @Override
    public String name() {
        return "logs";
    }

    @Override
    public PartialSuccess take(Caller caller, OtlpEncoding encoding, byte[] body) {
        return PartialSuccess.of(intake.take(caller, Source.OTLP, candidates(LogEvents.read(encoding, body))));
    }

    static List<Candidate> candidates(List<LogEvent> events) {
        var candidates = new ArrayList<Candidate>();
        for (var event : events) {
            if (event.isNamed(DETAILS)) {
                candidates.addAll(ModelCalls.in(List.of(span(event))));
                continue;
            }
            var claude = ClaudeCode.candidate(event);
            var candidate = claude == null ? Codex.candidate(event) : claude;
            if (candidate != null) {
                candidates.add(candidate);
            }
        }
        return candidates;
    }

    /** The event has the ids and the attributes of the span of its call, so that both are one event. */
    private static Span span(LogEvent event) {
        return new Span(
                event.traceId(), event.spanId(), null, event.nanos(), 0, false, event.attributes(), event.resource());
    }
}
