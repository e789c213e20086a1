package io.machinenativeops.tokentracking.otlp.log;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.tokentracking.ingest.Source;
import io.machinenativeops.tokentracking.ingest.UsageIntake;
import io.machinenativeops.tokentracking.ingest.reading.Candidate;
import io.machinenativeops.tokentracking.otlp.CallSources;
import io.machinenativeops.tokentracking.otlp.Fact;
import io.machinenativeops.tokentracking.otlp.ModelCalls;
import io.machinenativeops.tokentracking.otlp.OtlpEncoding;
import io.machinenativeops.tokentracking.otlp.PartialSuccess;
import io.machinenativeops.tokentracking.otlp.Scope;
import io.machinenativeops.tokentracking.otlp.Signal;
import io.machinenativeops.tokentracking.otlp.Span;
import org.springframework.stereotype.Component;

/** Log records: events that tell what a model call used are recorded, all others are accepted and left aside. */
@Component
final class Logs implements Signal {

    /** OpenTelemetry's event of one call; the others ({@code gen_ai.choice}, messages, …) carry no usage. */
    private static final String DETAILS = "gen_ai.client.inference.operation.details";

    private final UsageIntake intake;

    private final CallSources sources;

    Logs(UsageIntake intake, CallSources sources) {
        this.intake = intake;
        this.sources = sources;
    }

    @Override
    public String name() {
        return "logs";
    }

    @Override
    public PartialSuccess take(Caller caller, OtlpEncoding encoding, byte[] body) {
        var candidates = new ArrayList<Candidate>();
        var told = new HashSet<String>();
        for (var event : LogEvents.read(encoding, body)) {
            var calls = candidates(event);
            if (!calls.isEmpty()) {
                candidates.addAll(calls);
                told.add(CallSources.service(event.resource()));
                told.add(CallSources.session(event.text(Fact.SESSION), event.resource()));
            }
        }
        sources.heard(caller.organizationId(), told);
        return PartialSuccess.of(intake.take(caller, Source.OTLP, candidates));
    }

    /** The call that an event tells of, if any. */
    static List<Candidate> candidates(LogEvent event) {
        if (event.isNamed(DETAILS)) {
            return ModelCalls.in(List.of(span(event)));
        }
        var claude = ClaudeCode.candidate(event);
        var candidate = claude == null ? Codex.candidate(event) : claude;
        return candidate == null ? List.of() : List.of(candidate);
    }

    /** The event has the ids and the attributes of the span of its call, so that both are one event. */
    private static Span span(LogEvent event) {
        return new Span(
                event.traceId(),
                event.spanId(),
                null,
                "",
                event.nanos(),
                0,
                false,
                event.attributes(),
                event.resource(),
                new Scope(event.scope(), ""));
    }
}
