package io.machinenativeops.tokentracking.otlp;

import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Tells what a span is by the words of its emitter. */
final class CallKind {

    /** What stands around calls and repeats their usage. */
    private static final String FRAMEWORK = "framework";

    private CallKind() {}

    /** The operation in OpenTelemetry's words; null when the emitter has no word for it. */
    static @Nullable String operation(Map<String, JsonNode> attributes) {
        var vercel = Fact.VERCEL_OPERATION.text(attributes);
        if (vercel != null) {
            return ofVercel(vercel);
        }
        var operation = Fact.OPERATION.text(attributes);
        if (operation != null) {
            return operation;
        }
        var kind = Fact.SPAN_KIND.text(attributes);
        return kind == null
                ? null
                : switch (kind.toLowerCase(Locale.ROOT)) {
                    case "llm" -> "chat";
                    case "embedding" -> "embeddings";
                    case "reranker" -> "rerank";
                    default -> FRAMEWORK;
                };
    }

    /** The AI SDK's outer spans sum the inner ones, such as {@code ai.generateText} and {@code ai.generateText.doGenerate}. */
    private static String ofVercel(String operation) {
        var step = operation.substring(operation.lastIndexOf('.') + 1);
        if (!step.startsWith("do")) {
            return FRAMEWORK;
        }
        return step.equals("doEmbed") ? "embeddings" : "chat";
    }

    /** The provider; the AI SDK names the API after it, as in {@code openai.responses}. */
    static @Nullable String provider(Map<String, JsonNode> attributes) {
        var provider = Fact.PROVIDER.text(attributes);
        return provider == null || Fact.VERCEL_OPERATION.text(attributes) == null
                ? provider
                : provider.replaceFirst("\\.(chat|completion|responses|messages|embedding|textEmbedding|image)$", "");
    }
}
