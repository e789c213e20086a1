package io.machinenativeops.tokentracking.otlp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import tools.jackson.databind.JsonNode;

/** A span while it is read, in whatever order its fields come. */
final class SpanParts {

    /** More than any exporter sends at once. */
    static final int MAX_SPANS = 20_000;

    private final Map<String, JsonNode> resource;
    private final Scope scope;
    private final Map<String, JsonNode> attributes = new LinkedHashMap<>();
    private String traceId = "";
    private String spanId = "";
    private String parentSpanId = "";
    private String name = "";
    private long start;
    private long end;
    private boolean failed;

    SpanParts(Map<String, JsonNode> resource, Scope scope) {
        this.resource = resource;
        this.scope = scope;
    }

    void traceId(String hex) {
        traceId = SpanIds.check("traceId", hex, SpanIds.TRACE);
    }

    void spanId(String hex) {
        spanId = SpanIds.check("spanId", hex, SpanIds.SPAN);
    }

    void parentSpanId(String hex) {
        parentSpanId = SpanIds.check("parentSpanId", hex, SpanIds.SPAN);
    }

    void name(String text) {
        name = text;
    }

    void start(long nanos) {
        start = nanos;
    }

    void end(long nanos) {
        end = nanos;
    }

    void failed(boolean isError) {
        failed = isError;
    }

    Map<String, JsonNode> attributes() {
        return attributes;
    }

    /** Adds the span that was read; a span of which nothing matters still counts as a parent of others. */
    static void add(SpanParts parts, List<Span> spans) {
        if (spans.size() >= MAX_SPANS) {
            throw new UnreadableExportException(
                    "The export has more than " + MAX_SPANS + " spans: expected at most that many at once");
        }
        Genkit.translate(parts.attributes);
        spans.add(new Span(
                parts.traceId,
                parts.spanId,
                parts.parentSpanId.isEmpty() ? null : parts.parentSpanId,
                parts.name,
                parts.start,
                parts.end,
                parts.failed,
                parts.attributes.isEmpty() ? Map.of() : parts.attributes,
                parts.resource,
                parts.scope));
    }
}
