package io.machinenativeops.tokentracking.span;

import java.time.Instant;

import io.machinenativeops.tokentracking.event.RecordedSpan;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A span of structure as an exporter sent it, its texts already cut to what is kept.
 *
 * @param traceId 32 hexadecimal digits
 * @param spanId 16 hexadecimal digits
 * @param parentSpanId the nearest span above it that is recorded too, as far as the export tells
 * @param startedAt null when it was not sent
 * @param durationMs null when the span did not end
 * @param usage the attributes that count tokens; empty for nearly all
 */
public record ObservedSpan(
        String traceId,
        String spanId,
        @Nullable String parentSpanId,
        @Nullable Instant startedAt,
        @Nullable Long durationMs,
        SpanKind kind,
        @Nullable String operation,
        String name,
        boolean failed,
        @Nullable String errorType,
        @Nullable String environment,
        @Nullable String agent,
        @Nullable String agentId,
        @Nullable String tool,
        @Nullable String user,
        @Nullable String sessionId,
        RecordedSpan.@Nullable Scope scope,
        @Nullable String provider,
        @Nullable String model,
        ObjectNode usage) {}
