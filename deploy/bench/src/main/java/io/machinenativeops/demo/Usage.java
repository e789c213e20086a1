package io.machinenativeops.demo;

/**
 * Tokens of one call, each counted once.
 *
 * @param fresh input that is neither read from a cache nor written to one
 */
record Usage(int fresh, int cacheRead, int cacheWrite, int output, int reasoning) {

    int input() {
        return fresh + cacheRead + cacheWrite;
    }

    /** The usage object as the agent's provider writes it. */
    String json(Agent agent) {
        if (agent.embeds()) {
            return "{\"prompt_tokens\":%d,\"total_tokens\":%d}".formatted(input(), input());
        }
        return switch (agent.provider()) {
            case "anthropic" ->
                "{\"input_tokens\":%d,\"cache_creation_input_tokens\":%d,\"cache_read_input_tokens\":%d,\"output_tokens\":%d}"
                        .formatted(fresh, cacheWrite, cacheRead, output);
            case "gcp.gemini" ->
                ("{\"promptTokenCount\":%d,\"cachedContentTokenCount\":%d,\"candidatesTokenCount\":%d,"
                                + "\"thoughtsTokenCount\":%d,\"totalTokenCount\":%d}")
                        .formatted(input(), cacheRead, output - reasoning, reasoning, input() + output);
            default ->
                ("{\"prompt_tokens\":%d,\"completion_tokens\":%d,\"total_tokens\":%d,"
                                + "\"prompt_tokens_details\":{\"cached_tokens\":%d},"
                                + "\"completion_tokens_details\":{\"reasoning_tokens\":%d}}")
                        .formatted(input(), output, input() + output, cacheRead, reasoning);
        };
    }
}
