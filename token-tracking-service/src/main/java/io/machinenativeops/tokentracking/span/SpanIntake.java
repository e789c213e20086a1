package io.machinenativeops.tokentracking.span;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.machinenativeops.binder.redis.AppendRequest;
import io.machinenativeops.binder.redis.Outcome;
import io.machinenativeops.binder.redis.Part;
import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.tokentracking.event.RecordedSpan;
import io.machinenativeops.tokentracking.event.RecordedUsage;
import io.machinenativeops.tokentracking.event.SpanRecorded;
import io.machinenativeops.tokentracking.event.SpanRecordedJson;
import io.machinenativeops.tokentracking.event.TimeOrderedId;
import io.machinenativeops.tokentracking.ingest.DurableAppend;
import io.machinenativeops.tokentracking.ingest.WritableProject;
import io.machinenativeops.tokentracking.ingest.reading.TimeWindow;
import io.machinenativeops.tokentracking.usage.InvalidUsageException;
import io.machinenativeops.tokentracking.usage.UsageHints;
import io.machinenativeops.tokentracking.usage.UsageNormalizer;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/** The way in for spans of structure: each is recorded once. */
public final class SpanIntake {

    /** Parts of one entry; a script of more would hold up everyone else at the server. */
    private static final int ENTRY = 1000;

    private static final String METER = "mno.spans";
    private static final Map<String, Object> HEADERS = Map.of("contentType", "application/json");
    /** Whoever reports a span again, in whatever words, reports the same span. */
    private static final String ANY_CONTENT = "span";

    private final DurableAppend stream;
    private final TimeWindow window;
    private final MeterRegistry registry;
    private final Clock clock;
    private final UsageNormalizer normalizer = new UsageNormalizer();

    SpanIntake(DurableAppend stream, TimeWindow window, MeterRegistry registry, Clock clock) {
        this.stream = stream;
        this.window = window;
        this.registry = registry;
        this.clock = clock;
    }

    /**
     * Takes spans of one caller. When it returns, all but the refused are durable.
     *
     * @return one reason for each span that was refused
     * @throws io.machinenativeops.platform.problem.ProblemException {@code unavailable} when nothing can be taken now;
     *     sending the same again is safe
     */
    public List<String> take(Caller caller, List<ObservedSpan> spans) {
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var refused = new ArrayList<String>();
        var parts = new ArrayList<Part>(spans.size());
        for (var span : spans) {
            var startedAt = span.startedAt() == null ? now : span.startedAt();
            if (!window.holds(startedAt, now)) {
                refused.add("span " + span.spanId() + " started at " + startedAt + ": expected no more than "
                        + window.maxAge().toDays() + " days before now, " + now);
            } else if (!WritableProject.isWritable(caller.projectId(), caller)) {
                refused.add("span " + span.spanId() + " belongs to no project that the credential may write to");
            } else {
                var item = item(span, caller, startedAt, now);
                parts.add(new Part(item.traceId() + "-" + item.spanId(), ANY_CONTENT, SpanRecordedJson.item(item)));
            }
        }
        for (int from = 0; from < parts.size(); from += ENTRY) {
            append(caller.organizationId(), parts.subList(from, Math.min(from + ENTRY, parts.size())), now);
        }
        count("refused", refused.size());
        return refused;
    }

    private void append(String organization, List<Part> parts, Instant now) {
        var outcomes = stream.append(new AppendRequest(
                        SpanRecorded.DESTINATION,
                        organization,
                        HEADERS,
                        SpanRecordedJson.before(TimeOrderedId.at(now), now, organization),
                        SpanRecordedJson.between(),
                        SpanRecordedJson.after(),
                        parts))
                .outcomes();
        var recorded =
                outcomes.stream().filter(outcome -> outcome == Outcome.APPENDED).count();
        count("recorded", recorded);
        count("duplicate", outcomes.size() - recorded);
    }

    private void count(String outcome, long spans) {
        if (spans > 0) {
            registry.counter(METER, "outcome", outcome).increment((double) spans);
        }
    }

    private RecordedSpan item(ObservedSpan span, Caller caller, Instant startedAt, Instant now) {
        return new RecordedSpan(
                span.traceId(),
                span.spanId(),
                span.parentSpanId(),
                startedAt,
                now,
                span.durationMs(),
                span.kind().key(),
                span.operation(),
                span.name().isEmpty() ? span.kind().key() : span.name(),
                span.failed() ? "error" : "ok",
                span.errorType(),
                new RecordedUsage.Origin(
                        caller.organizationId(),
                        caller.teamId(),
                        caller.projectId(),
                        span.environment(),
                        span.agent(),
                        span.user(),
                        caller.keyId(),
                        Map.of()),
                span.agentId(),
                span.tool(),
                span.sessionId(),
                span.scope(),
                reported(span));
    }

    /** What no dialect understands is no usage: the span stands all the same. */
    private RecordedSpan.@Nullable Reported reported(ObservedSpan span) {
        if (span.usage().isEmpty()) {
            return null;
        }
        try {
            var usage = normalizer.normalize(span.usage(), new UsageHints(span.provider(), span.operation(), null));
            return usage.inputTokens() + usage.outputTokens() == 0
                    ? null
                    : new RecordedSpan.Reported(
                            span.provider(), span.model(), usage.inputTokens(), usage.outputTokens(), span.usage());
        } catch (InvalidUsageException unknown) {
            return null;
        }
    }
}
