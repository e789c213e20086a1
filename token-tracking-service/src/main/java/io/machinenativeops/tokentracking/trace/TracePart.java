package io.machinenativeops.tokentracking.trace;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

import io.machinenativeops.tokentracking.event.EstimateId;
import io.machinenativeops.tokentracking.usage.Unit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import static io.machinenativeops.tokentracking.storage.StoredRow.number;
import static io.machinenativeops.tokentracking.storage.StoredRow.text;

/**
 * One stored call or span, before it has its place in a tree.
 *
 * @param traceId empty for a call that names none
 * @param spanId null for a call that names none
 * @param eventId of a call, or of the estimate of what a span reports; else null
 * @param own what it alone used
 */
record TracePart(
        String traceId,
        @Nullable String spanId,
        @Nullable String parentSpanId,
        @Nullable String eventId,
        String kind,
        String name,
        Instant start,
        @Nullable Long durationMs,
        String status,
        @Nullable String agent,
        @Nullable String tool,
        @Nullable String provider,
        @Nullable String model,
        @Nullable String usageStatus,
        TreeSums own,
        TraceNode.@Nullable ReportedUsage reported) {

    /** Kind of a counted model call. */
    static final String CALL = "call";

    /** By time; parts of one moment by their ids, so that an answer is always the same. */
    static final Comparator<TracePart> IN_TIME =
            Comparator.comparing(TracePart::start).thenComparing(TracePart::id);

    private static final List<Unit> TOKENS = List.of(Unit.values()).stream()
            .filter(unit -> unit.kind() == Unit.Kind.TOKENS)
            .toList();

    String id() {
        return spanId == null ? String.valueOf(eventId) : spanId;
    }

    boolean isCall() {
        return kind.equals(CALL);
    }

    /** Whether it stands for what a span of structure reports. */
    boolean isEstimate() {
        return spanId != null && eventId != null && EstimateId.is(eventId);
    }

    /** The span with its own estimate: what it reports is in the sums now, and stands nowhere else. */
    TracePart counting(TracePart estimate) {
        return new TracePart(
                traceId,
                spanId,
                parentSpanId,
                estimate.eventId,
                kind,
                name,
                start,
                durationMs,
                status,
                agent,
                tool,
                estimate.provider,
                estimate.model,
                estimate.usageStatus,
                own.plus(estimate.own),
                null);
    }

    /** Reads a row of a call. */
    static TracePart ofCall(JsonNode row) {
        var operation = text(row, "operation");
        var model = row.path("model").asString();
        return new TracePart(
                row.path("trace_id").asString(),
                text(row, "span_id"),
                text(row, "parent_span_id"),
                row.path("event_id").asString(),
                CALL,
                operation == null ? model : operation + " " + model,
                Instant.ofEpochMilli(row.path("occurred_ms").asLong()),
                number(row, "latency_ms"),
                row.path("status").asString(),
                text(row, "agent"),
                null,
                row.path("provider").asString(),
                model,
                row.path("usage_status").asString(),
                sums(row),
                null);
    }

    /** Reads a row of a span. */
    static TracePart ofSpan(JsonNode row) {
        var reports = text(row, "reported_usage") != null;
        return new TracePart(
                row.path("trace_id").asString(),
                row.path("span_id").asString(),
                text(row, "parent_span_id"),
                null,
                row.path("kind").asString(),
                row.path("name").asString(),
                Instant.ofEpochMilli(row.path("started_ms").asLong()),
                number(row, "duration_ms"),
                row.path("status").asString(),
                text(row, "agent"),
                text(row, "tool"),
                text(row, "provider"),
                text(row, "model"),
                null,
                TreeSums.ONE_SPAN,
                reports
                        ? new TraceNode.ReportedUsage(
                                row.path("reported_input").asLong(),
                                row.path("reported_output").asLong())
                        : null);
    }

    private static TreeSums sums(JsonNode row) {
        var cost = row.path("cost");
        var unpriced = cost.isNull() || cost.isMissingNode();
        return new TreeSums(
                1,
                unpriced ? 1 : 0,
                row.path("status").asString().equals("error") ? 1 : 0,
                0,
                tokens(row, Unit.Side.INPUT),
                tokens(row, Unit.IN_CACHE_READ, Unit.IN_AUDIO_CACHED, Unit.IN_IMAGE_CACHED),
                tokens(row, Unit.IN_CACHE_WRITE_5M, Unit.IN_CACHE_WRITE_1H, Unit.IN_CACHE_WRITE_OTHER),
                tokens(row, Unit.Side.OUTPUT),
                tokens(row, Unit.OUT_REASONING),
                unpriced ? null : TreeSums.text(new BigDecimal(cost.asString())));
    }

    private static long tokens(JsonNode row, Unit.Side side) {
        return tokens(row, TOKENS.stream().filter(unit -> unit.side() == side).toArray(Unit[]::new));
    }

    private static long tokens(JsonNode row, Unit... units) {
        long tokens = 0;
        for (var unit : units) {
            tokens += row.path(unit.key()).asLong();
        }
        return tokens;
    }
}
