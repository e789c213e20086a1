package io.machinenativeops.tokentracking.otlp;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What is read of a span.
 *
 * @param traceId 32 hexadecimal digits, lower case; empty when it was not sent
 * @param spanId 16 hexadecimal digits, lower case; empty when it was not sent
 * @param name empty when it was not sent
 * @param startNanos since the epoch; 0 when unknown
 * @param endNanos since the epoch; 0 when unknown
 * @param failed whether its status is an error
 * @param attributes those that {@link Fact} or {@link UsageAttributes} read, in the order sent
 * @param resource the same of the resource
 * @param scope the instrumentation that made it
 */
public record Span(
        String traceId,
        String spanId,
        @Nullable String parentSpanId,
        String name,
        long startNanos,
        long endNanos,
        boolean failed,
        Map<String, JsonNode> attributes,
        Map<String, JsonNode> resource,
        Scope scope) {

    /** Whether anything reads an attribute; all others, such as prompts and responses, are never kept. */
    public static boolean reads(String attribute) {
        return Fact.isName(attribute)
                || UsageAttributes.isName(attribute)
                || StructureFact.isName(attribute)
                || Genkit.isName(attribute);
    }

    /** Whether it has both ids, without which it has no place in a trace. */
    boolean isIdentified() {
        return !traceId.isEmpty() && !spanId.isEmpty();
    }
}
