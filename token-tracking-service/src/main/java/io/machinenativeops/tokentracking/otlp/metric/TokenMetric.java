package io.machinenativeops.tokentracking.otlp.metric;

import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The metrics that count tokens or their cost. Those of one family share their attributes but for the kind of token. */
enum TokenMetric {
    /**
     * OpenTelemetry's histogram; Spring AI sends a counter of that name, with a total beside input and output. The parts are
     * those of open-telemetry/semantic-conventions-genai#96, which add up.
     */
    GEN_AI(
            "gen_ai.client.token.usage",
            "gen_ai",
            Set.of("gen_ai.token.type", "gen_ai.token.cache", "gen_ai.token.reasoning")) {
        @Override
        @Nullable
        Kind kind(Map<String, JsonNode> attributes) {
            return switch (text(attributes, "gen_ai.token.type")) {
                case "input" ->
                    switch (text(attributes, "gen_ai.token.cache")) {
                        case "read" -> Kind.CACHE_READ;
                        case "creation" -> Kind.CACHE_WRITE;
                        default -> Kind.INPUT;
                    };
                case "output" ->
                    text(attributes, "gen_ai.token.reasoning").equals("true") ? Kind.REASONING : Kind.OUTPUT;
                case "total" -> Kind.TOTAL;
                default -> null;
            };
        }
    },
    /** Source: code.claude.com/docs/en/monitoring-usage, as for the next. */
    CLAUDE_CODE_TOKENS("claude_code.token.usage", "claude_code", Set.of("type")) {
        @Override
        @Nullable
        Kind kind(Map<String, JsonNode> attributes) {
            return switch (text(attributes, "type")) {
                case "input" -> Kind.INPUT;
                case "cacheRead" -> Kind.CACHE_READ;
                case "cacheCreation" -> Kind.CACHE_WRITE;
                case "output" -> Kind.OUTPUT;
                default -> null;
            };
        }
    },
    CLAUDE_CODE_COST("claude_code.cost.usage", "claude_code", Set.of()) {
        @Override
        Kind kind(Map<String, JsonNode> attributes) {
            return Kind.COST;
        }
    };

    /**
     * What a point counts. The kinds of input stand beside each other and add up to all input, as do those of output; where an
     * emitter tells no parts, all is {@link #INPUT} and {@link #OUTPUT}.
     */
    enum Kind {
        INPUT,
        CACHE_READ,
        CACHE_WRITE,
        OUTPUT,
        REASONING,
        /** Input and output once more. */
        TOTAL,
        /** In US dollars. */
        COST
    }

    private final String metric;
    private final String family;

    @SuppressWarnings("ImmutableEnumChecker") // Set.of makes it immutable, which its type does not say.
    private final Set<String> kindAttributes;

    TokenMetric(String metric, String family, Set<String> kindAttributes) {
        this.metric = metric;
        this.family = family;
        this.kindAttributes = kindAttributes;
    }

    /** The metric of this name; null for one that counts no tokens. */
    static @Nullable TokenMetric named(String name) {
        for (var metric : values()) {
            if (metric.metric.equals(name)) {
                return metric;
            }
        }
        return null;
    }

    String family() {
        return family;
    }

    /** Attributes that tell the kind of token; all others tell series apart. */
    Set<String> kindAttributes() {
        return kindAttributes;
    }

    /** What a point with these attributes counts; null when it is not known, and must not be added to anything. */
    abstract @Nullable Kind kind(Map<String, JsonNode> attributes);

    private static String text(Map<String, JsonNode> attributes, String name) {
        var value = attributes.get(name);
        return value == null || value.isContainer() ? "" : value.asString();
    }
}
