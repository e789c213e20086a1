package io.machinenativeops.tokentracking.event;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One span that gives a trace its structure: an agent, a tool, a workflow and the like, never a counted model call. An item
 * of {@link SpanRecorded}, and the row that is stored.
 *
 * @param traceId 32 hexadecimal digits; with the span's it is unique in the organisation
 * @param spanId 16 hexadecimal digits
 * @param parentSpanId the nearest span above it that is recorded too, as far as the export tells
 * @param startedAt to the millisecond
 * @param receivedAt when this service took it, to the millisecond
 * @param durationMs null while the span says no end
 * @param kind {@code agent}, {@code tool}, {@code workflow} …; {@code model} for a call of a model that is not counted itself
 * @param operation as the sender named it
 * @param status {@code ok} or {@code error}
 * @param origin who it ran for; the same as of usage
 * @param reported what the span says was used below it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RecordedSpan(
        String traceId,
        String spanId,
        @Nullable String parentSpanId,
        Instant startedAt,
        Instant receivedAt,
        @Nullable Long durationMs,
        String kind,
        @Nullable String operation,
        String name,
        String status,
        @Nullable String errorType,
        RecordedUsage.Origin origin,
        @Nullable String agentId,
        @Nullable String tool,
        @Nullable String sessionId,
        @Nullable Scope scope,
        @Nullable Reported reported) {

    public RecordedSpan {
        if (traceId.isEmpty() || spanId.isEmpty()) {
            throw new IllegalArgumentException(
                    "span '" + traceId + "-" + spanId + "' lacks an id: expected those of its trace and its own");
        }
        startedAt = startedAt.truncatedTo(ChronoUnit.MILLIS);
        receivedAt = receivedAt.truncatedTo(ChronoUnit.MILLIS);
    }

    /** The library that made the span. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Scope(String name, @Nullable String version) {}

    /**
     * Usage that stands on a span of structure. It repeats the model calls below the span, and counts only where there are
     * none.
     *
     * @param inputTokens cached ones included
     * @param outputTokens reasoning included
     * @param raw the attributes that say so
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Reported(
            @Nullable String provider, @Nullable String model, long inputTokens, long outputTokens, JsonNode raw) {}
}
