package io.machinenativeops.tokentracking.otlp;

import org.jspecify.annotations.Nullable;

/** Tells who serves a model by how the model is named, for senders that name only the model. */
public final class Hosts {

    private Hosts() {}

    /** Bedrock's ids of Claude have a vendor, Vertex AI's a version after {@code @}; null counts as Anthropic's own. */
    public static String ofClaude(@Nullable String model) {
        if (model == null) {
            return "anthropic";
        }
        if (model.startsWith("anthropic.") || model.contains(".anthropic.") || model.startsWith("arn:aws")) {
            return "aws.bedrock";
        }
        return model.indexOf('@') > 0 ? "gcp.vertex_ai" : "anthropic";
    }
}
