package io.machinenativeops.tokentracking.otlp;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The attributes that count tokens, told by their prefix. The usage dialects read OpenTelemetry's and OpenInference's
 * spellings; the others are given OpenTelemetry's name beside their own.
 */
final class UsageAttributes {

    private static final List<String> PREFIXES =
            List.of("gen_ai.usage.", "llm.token_count.", "llm.usage.", "ai.usage.");

    /** From OpenTelemetry's name to those of others, the most exact first. */
    private static final List<Alias> ALIASES = List.of(
            // Traceloop OpenLLMetry; AI SDK 5 and later, 3 and 4, embeddings.
            new Alias(
                    "gen_ai.usage.input_tokens",
                    "llm.usage.prompt_tokens",
                    "ai.usage.inputTokens",
                    "ai.usage.promptTokens",
                    "ai.usage.tokens"),
            new Alias(
                    "gen_ai.usage.output_tokens",
                    "llm.usage.completion_tokens",
                    "ai.usage.outputTokens",
                    "ai.usage.completionTokens"),
            new Alias("gen_ai.usage.total_tokens", "llm.usage.total_tokens", "ai.usage.totalTokens"),
            new Alias(
                    "gen_ai.usage.cache_read.input_tokens",
                    "ai.usage.inputTokenDetails.cacheReadTokens",
                    "ai.usage.cachedInputTokens",
                    "gen_ai.usage.cached_tokens"),
            // Strands writes cache_write_input_tokens.
            new Alias(
                    "gen_ai.usage.cache_creation.input_tokens",
                    "ai.usage.inputTokenDetails.cacheWriteTokens",
                    "gen_ai.usage.cache_write_input_tokens"),
            new Alias(
                    "gen_ai.usage.reasoning.output_tokens",
                    "ai.usage.outputTokenDetails.reasoningTokens",
                    "ai.usage.reasoningTokens",
                    "llm.usage.reasoning_tokens"));

    /** LangSmith writes parts as JSON in a text. */
    private static final List<Detail> DETAILS = List.of(
            new Detail("gen_ai.usage.input_token_details", "cache_read", "gen_ai.usage.cache_read.input_tokens"),
            new Detail(
                    "gen_ai.usage.input_token_details", "cache_creation", "gen_ai.usage.cache_creation.input_tokens"),
            new Detail("gen_ai.usage.output_token_details", "reasoning", "gen_ai.usage.reasoning.output_tokens"));

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int LONGEST_DETAILS = 2000;

    private UsageAttributes() {}

    private record Alias(String name, List<String> others) {
        private Alias(String name, String... others) {
            this(name, List.of(others));
        }
    }

    private record Detail(String attribute, String part, String name) {}

    static boolean isName(String attribute) {
        for (var prefix : PREFIXES) {
            if (attribute.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a span has any of them. */
    static boolean areIn(Map<String, JsonNode> attributes) {
        for (var name : attributes.keySet()) {
            if (isName(name) && !Fact.isName(name)) {
                return true;
            }
        }
        return false;
    }

    /** They alone, as they were sent, with OpenTelemetry's names where theirs are others. */
    static ObjectNode of(Span span) {
        var usage = JsonNodeFactory.instance.objectNode();
        span.attributes().forEach((name, value) -> {
            if (isName(name) && !Fact.isName(name)) {
                usage.set(name, value);
            }
        });
        for (var alias : ALIASES) {
            alias.others.stream()
                    .filter(usage::has)
                    .findFirst()
                    .filter(other -> !usage.has(alias.name))
                    .ifPresent(other -> usage.set(alias.name, usage.get(other)));
        }
        for (var detail : DETAILS) {
            var part = part(usage.get(detail.attribute), detail.part);
            if (part != null && !usage.has(detail.name)) {
                usage.set(detail.name, part);
            }
        }
        Quirks.settle(span, usage);
        return usage;
    }

    private static @Nullable JsonNode part(@Nullable JsonNode details, String name) {
        if (details == null || !details.isString() || details.asString().length() > LONGEST_DETAILS) {
            return null;
        }
        try {
            var part = JSON.readTree(details.asString()).get(name);
            return part != null && part.isNumber() ? part : null;
        } catch (JacksonException notJson) {
            return null;
        }
    }
}
