package io.machinenativeops.tokentracking.ingest;

import java.util.Locale;
import java.util.Set;

/** Tells calls of models from what is built on top of them. */
public final class Operations {

    /** {@code gen_ai.operation.name} of OpenTelemetry, older names, and those of media. */
    private static final Set<String> MODEL_CALLS = Set.of(
            "chat",
            "text_completion",
            "completion",
            "generate_content",
            "responses",
            "embeddings",
            "embedding",
            "image_generation",
            "generate_image",
            "speech",
            "text_to_speech",
            "transcription",
            "speech_to_text",
            "rerank",
            "moderation");

    /** What repeats the usage of the model calls below it. */
    private static final Set<String> STRUCTURE =
            Set.of("invoke_agent", "create_agent", "execute_tool", "invoke_workflow", "workflow", "plan", "framework");

    private Operations() {}

    /** Whether the operation is known to be one call of a model. */
    public static boolean isModelCall(String operation) {
        return MODEL_CALLS.contains(operation.toLowerCase(Locale.ROOT));
    }

    /** Whether the operation is known to be made of other calls. */
    static boolean isStructure(String operation) {
        return STRUCTURE.contains(operation.toLowerCase(Locale.ROOT));
    }
}
