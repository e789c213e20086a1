package io.machinenativeops.tokentracking.usage;

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Turns a provider's usage object into disjoint buckets.
 *
 * <p>The dialect is the one the sender names, else the one the object's shape tells. Fields no dialect knows are ignored
 * here; the caller keeps the object as it came.
 */
public final class UsageNormalizer {
    /** No provider nests its usage deeper than four levels. */
    private static final int DEEPEST = 16;
    /** Shapes that are told by fields of their own come first; the OpenAI shapes are what others look like. */
    private static final List<Dialect> BY_SHAPE = List.of(
            Dialect.BEDROCK_INVOKE,
            Dialect.GEMINI,
            Dialect.BEDROCK_CONVERSE,
            Dialect.COHERE,
            Dialect.OTEL,
            Dialect.ANTHROPIC,
            Dialect.OPENAI_RESPONSES,
            Dialect.PERPLEXITY,
            Dialect.OPENAI_CHAT);

    /** Wrappers in which providers put the usage object and which senders leave around it. */
    private static final List<String> WRAPPERS =
            List.of("usage", "usageMetadata", "usage_metadata", "usage_info", "amazon-bedrock-invocationMetrics");
    /**
     * What such a wrapper may stand in: a realtime event's response, Groq's chunk, a message that starts, the last event of a
     * Converse stream, Cloudflare's result, Cohere's meta, OpenRouter's generation record.
     */
    private static final List<String> ENVELOPES =
            List.of("response", "x_groq", "message", "metadata", "result", "meta", "data");

    /**
     * Reads a usage object.
     *
     * @throws InvalidUsageException when it is no object, is of no known shape, or a known field is not a count: negative,
     *     fractional where things are counted, beyond 10^12, or not a number
     */
    public NormalizedUsage normalize(JsonNode usage, UsageHints hints) {
        if (!usage.isObject()) {
            throw new InvalidUsageException("usage", "usage is not an object, expected the provider's usage object");
        }
        if (deeperThan(usage, DEEPEST)) {
            throw new InvalidUsageException(
                    "usage",
                    "usage is nested deeper than " + DEEPEST + " levels, expected the provider's usage object");
        }
        JsonNode outer = envelope(usage);
        JsonNode inside = wrapped(outer);
        JsonNode inner = inside == null ? outer : inside;
        UsageFields fields = UsageFields.of(inner);
        Dialect dialect = Optional.ofNullable(hints.dialect())
                .or(() -> byShape(fields, hints))
                .orElseThrow(() -> new InvalidUsageException(
                        "usage",
                        "usage holds none of the counts that are known, expected for example input_tokens and"
                                + " output_tokens, prompt_tokens and completion_tokens, promptTokenCount, or inputTokens"
                                + " and outputTokens"));
        var buckets = new Buckets();
        dialect.reading().read(fields, hints, buckets);
        Circumstances.read(fields, UsageFields.of(outer), hints, buckets);
        return buckets.toUsage(dialect);
    }

    private static Optional<Dialect> byShape(UsageFields fields, UsageHints hints) {
        return BY_SHAPE.stream()
                .filter(dialect -> dialect.reading().recognizes(fields, hints))
                .findFirst()
                .map(dialect -> dialect == Dialect.OTEL && !isAttributes(fields) ? Dialect.NORMALIZED : dialect)
                .or(() -> UsageField.anyCount(fields) ? Optional.of(Dialect.NORMALIZED) : Optional.empty());
    }

    private static boolean isAttributes(UsageFields fields) {
        return fields.hasNameStarting("gen_ai.") || fields.hasNameStarting("llm.");
    }

    private static JsonNode envelope(JsonNode usage) {
        if (wrapped(usage) != null) {
            return usage;
        }
        for (var name : ENVELOPES) {
            JsonNode inside = usage.path(name);
            if (inside.isObject()
                    && (wrapped(inside) != null || inside.has("billed_units") || inside.has("native_tokens_prompt"))) {
                return inside;
            }
        }
        return usage;
    }

    private static @Nullable JsonNode wrapped(JsonNode usage) {
        for (var name : WRAPPERS) {
            JsonNode inside = usage.path(name);
            if (inside.isObject()) {
                return inside;
            }
        }
        return null;
    }

    private static boolean deeperThan(JsonNode node, int levels) {
        if (!node.isContainer()) {
            return false;
        }
        if (levels == 0) {
            return true;
        }
        for (JsonNode child : node) {
            if (deeperThan(child, levels - 1)) {
                return true;
            }
        }
        return false;
    }
}
