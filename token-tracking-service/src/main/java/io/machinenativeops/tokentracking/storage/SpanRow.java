package io.machinenativeops.tokentracking.storage;

import java.time.temporal.ChronoUnit;
import java.util.Comparator;

import io.machinenativeops.tokentracking.event.RecordedSpan;
import org.jspecify.annotations.Nullable;

/** How an item of {@code span.recorded} becomes a row of {@code spans}. */
final class SpanRow {

    static final String TABLE = "spans";

    static final RowColumns<RecordedSpan> ROW = new RowColumns<RecordedSpan>()
            .text("org_id", span -> span.origin().organizationId())
            .text("trace_id", RecordedSpan::traceId)
            .text("span_id", RecordedSpan::spanId)
            .text("parent_span_id", RecordedSpan::parentSpanId)
            .column("started_at", (buffer, span) -> buffer.millis(span.startedAt()))
            .column(
                    "received_after_ms",
                    (buffer, span) -> buffer.int64(span.startedAt().until(span.receivedAt(), ChronoUnit.MILLIS)))
            .column("duration_ms", (buffer, span) -> buffer.nullable(span.durationMs()))
            .text("team_id", span -> span.origin().teamId())
            .text("project_id", span -> span.origin().projectId())
            .text("environment", span -> span.origin().environment())
            .text("agent", span -> span.origin().agent())
            .text("user_id", span -> span.origin().user())
            .text("api_key_id", span -> span.origin().apiKeyId())
            .text("session_id", RecordedSpan::sessionId)
            .text("kind", RecordedSpan::kind)
            .text("operation", RecordedSpan::operation)
            .text("name", RecordedSpan::name)
            .text("agent_id", RecordedSpan::agentId)
            .text("tool", RecordedSpan::tool)
            .text("status", RecordedSpan::status)
            .text("error_type", RecordedSpan::errorType)
            .text(
                    "scope_name",
                    span -> span.scope() == null ? null : span.scope().name())
            .text(
                    "scope_version",
                    span -> span.scope() == null ? null : span.scope().version())
            .text(
                    "provider",
                    span -> span.reported() == null ? null : span.reported().provider())
            .text(
                    "model",
                    span -> span.reported() == null ? null : span.reported().model())
            .column("reported_input", (buffer, span) -> buffer.int64(input(span.reported())))
            .column("reported_output", (buffer, span) -> buffer.int64(output(span.reported())))
            .text(
                    "reported_usage",
                    span -> span.reported() == null
                            ? null
                            : span.reported().raw().toString());

    /** The table's own order, so that the server need not sort. */
    static final Comparator<RecordedSpan> ORDER = Comparator.<RecordedSpan, String>comparing(
                    span -> span.origin().organizationId())
            .thenComparing(RecordedSpan::traceId)
            .thenComparing(RecordedSpan::startedAt)
            .thenComparing(RecordedSpan::spanId);

    private SpanRow() {}

    private static long input(RecordedSpan.@Nullable Reported reported) {
        return reported == null ? 0 : reported.inputTokens();
    }

    private static long output(RecordedSpan.@Nullable Reported reported) {
        return reported == null ? 0 : reported.outputTokens();
    }
}
