package io.machinenativeops.tokentracking.usage;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A way of counting that a family of APIs shares. It is not the provider: Claude speaks {@link #ANTHROPIC} at several
 * hosts, and many hosts speak {@link #OPENAI_CHAT}.
 */
public enum Dialect {
    /** Chat completions, embeddings and completions of OpenAI and of the many hosts that follow them. */
    OPENAI_CHAT,
    /** OpenAI responses, realtime, images, videos and transcriptions. */
    OPENAI_RESPONSES,
    /** Anthropic messages, wherever they are served. */
    ANTHROPIC,
    /** {@code usageMetadata} of Gemini, in AI Studio and in Vertex AI. */
    GEMINI,
    /** Bedrock Converse, and Nova wherever it is invoked. */
    BEDROCK_CONVERSE,
    /** What InvokeModel reports of models without a usage object of their own. */
    BEDROCK_INVOKE,
    /** {@code billed_units} of Cohere: chat, embeddings, rerank. */
    COHERE,
    /** Sonar chat completions of Perplexity. */
    PERPLEXITY,
    /** Our own field names, with the meaning OpenTelemetry gives to them: input includes cached, output includes reasoning. */
    NORMALIZED,
    /** Attributes {@code gen_ai.usage.*} in current and older spellings, with or without the prefix. */
    OTEL;

    UsageReading reading() {
        return switch (this) {
            case OPENAI_CHAT -> new OpenAiChatUsage();
            case OPENAI_RESPONSES -> new OpenAiResponsesUsage();
            case ANTHROPIC -> new AnthropicUsage();
            case GEMINI -> new GeminiUsage();
            case BEDROCK_CONVERSE -> new BedrockConverseUsage();
            case BEDROCK_INVOKE -> new BedrockInvokeUsage();
            case COHERE -> new CohereUsage();
            case PERPLEXITY -> new PerplexityUsage();
            case NORMALIZED, OTEL -> new NormalizedFields();
        };
    }

    /** The name in requests and stored events, such as {@code openai_chat}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The dialect with this key; empty when there is none. */
    public static Optional<Dialect> ofKey(String key) {
        String wanted = key.strip().toLowerCase(Locale.ROOT).replace('-', '_').replace('.', '_');
        return Arrays.stream(values()).filter(d -> d.key().equals(wanted)).findFirst();
    }
}
