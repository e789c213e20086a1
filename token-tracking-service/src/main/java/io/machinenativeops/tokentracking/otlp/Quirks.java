package io.machinenativeops.tokentracking.otlp;

import java.math.BigDecimal;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Emitters that count otherwise than OpenTelemetry says, where nothing in the numbers shows it. What the numbers show (a total
 * that only adds up one way, more cached tokens than input) the usage dialect sets right for everyone.
 */
final class Quirks {

    private static final String INPUT = "gen_ai.usage.input_tokens";
    private static final String OUTPUT = "gen_ai.usage.output_tokens";
    private static final String TOTAL = "gen_ai.usage.total_tokens";
    private static final String REASONING = "gen_ai.usage.reasoning.output_tokens";
    private static final String ADK_THOUGHTS = "gen_ai.usage.experimental.reasoning_tokens";

    /** All emit input without cache reads and writes, which OpenTelemetry counts as part of it. */
    private static final List<Quirk> INPUT_WITHOUT_CACHE = List.of(
            new Quirk(
                    "vercel-ai-before-6-anthropic",
                    "ai",
                    null,
                    List.of("anthropic", "amazon-bedrock"),
                    "ai.usage.inputTokenDetails.",
                    "anomalyco/opencode#19758, getsentry/sentry-javascript#21488"),
            new Quirk(
                    "openllmetry-bedrock",
                    "opentelemetry.instrumentation.bedrock",
                    "0.62.3",
                    List.of(),
                    null,
                    "traceloop/openllmetry#4449"));

    private Quirks() {}

    /**
     * An emitter.
     *
     * @param id stands in the stored usage that was set right
     * @param scope its instrumentation scope
     * @param lastVersion the last that is known to do so; null when versions are not told
     * @param providers starts of the providers it concerns; empty for all
     * @param unless start of an attribute that only those have which do not do so
     * @param source where this is known from
     */
    record Quirk(
            String id,
            String scope,
            @Nullable String lastVersion,
            List<String> providers,
            @Nullable String unless,
            String source) {

        boolean concerns(Span span) {
            return span.scope().name().equals(scope)
                    && (lastVersion == null || isAtMost(span.scope().version(), lastVersion))
                    && (providers.isEmpty() || startsWithAny(CallKind.provider(span.attributes())))
                    && (unless == null
                            || span.attributes().keySet().stream().noneMatch(name -> name.startsWith(unless)));
        }

        private boolean startsWithAny(@Nullable String provider) {
            return provider != null && providers.stream().anyMatch(provider::startsWith);
        }

        /** Compares as far as both have numbers; a version that is none is of no known emitter. */
        private static boolean isAtMost(String version, String last) {
            var mine = version.split("\\.", -1);
            var other = last.split("\\.", -1);
            for (int at = 0; at < other.length; at++) {
                if (at >= mine.length || !mine[at].matches("\\d{1,9}")) {
                    return false;
                }
                int difference = Integer.compare(Integer.parseInt(mine[at]), Integer.parseInt(other[at]));
                if (difference != 0) {
                    return difference < 0;
                }
            }
            return true;
        }
    }

    /** Counts the cache as part of the input where the emitter did not; the input as sent stays beside it. */
    static void settle(Span span, ObjectNode usage) {
        addThoughts(span, usage);
        for (var quirk : INPUT_WITHOUT_CACHE) {
            if (quirk.concerns(span)) {
                addCache(usage, quirk.id);
                return;
            }
        }
    }

    /**
     * Google's ADK, from the version that tells them until OpenTelemetry had a name, tells Gemini's thoughts beside its candidates,
     * which it calls the output (google/adk-python, tests/unittests/telemetry/test_spans.py). A total says so.
     */
    private static void addThoughts(Span span, ObjectNode usage) {
        var thoughts = number(usage, ADK_THOUGHTS);
        var model = Fact.REQUEST_MODEL.text(span.attributes());
        if (thoughts.signum() > 0
                && !usage.has(TOTAL)
                && !usage.has(REASONING)
                && model != null
                && model.startsWith("gemini")) {
            usage.put(REASONING, thoughts)
                    .put(TOTAL, number(usage, INPUT).add(number(usage, OUTPUT)).add(thoughts))
                    .put("quirk", "adk-thoughts-beside");
        }
    }

    private static void addCache(ObjectNode usage, String id) {
        var input = number(usage, INPUT, "gen_ai.usage.prompt_tokens");
        var cache = number(
                        usage,
                        "gen_ai.usage.cache_read.input_tokens",
                        "gen_ai.usage.cache_read_input_tokens",
                        "gen_ai.usage.cache_read_tokens")
                .add(number(
                        usage,
                        "gen_ai.usage.cache_creation.input_tokens",
                        "gen_ai.usage.cache_creation_input_tokens",
                        "gen_ai.usage.cache_write_tokens"));
        if (cache.signum() <= 0) {
            return;
        }
        var total = number(usage, TOTAL);
        if (total.compareTo(input.add(number(usage, "gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens")))
                == 0) {
            usage.put(TOTAL, total.add(cache));
        }
        usage.put("inputTokensAsSent", input).put("quirk", id).put(INPUT, input.add(cache));
    }

    private static BigDecimal number(ObjectNode usage, String... names) {
        for (var name : names) {
            var value = usage.get(name);
            if (value != null && value.isNumber()) {
                return value.decimalValue();
            }
        }
        return BigDecimal.ZERO;
    }
}
