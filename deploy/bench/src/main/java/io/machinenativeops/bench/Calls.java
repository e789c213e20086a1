package io.machinenativeops.bench;

import java.util.List;
import java.util.Random;

/**
 * One model call as agents make them: who calls which model, and what it used.
 *
 * @param input tokens, the cached ones included
 */
record Calls(
        String provider,
        String model,
        String agent,
        String feature,
        String user,
        int input,
        int cached,
        int output,
        int latencyMs) {

    private static final List<String> AGENTS = List.of(
            "reviewer",
            "planner",
            "coder",
            "tester",
            "triage",
            "researcher",
            "writer",
            "support",
            "analyst",
            "deployer");
    private static final List<String> FEATURES = List.of("review", "plan", "refactor", "search", "summary", "chat");
    private static final List<List<String>> MODELS = List.of(
            List.of("anthropic", "claude-sonnet-4-5"),
            List.of("anthropic", "claude-haiku-4-5"),
            List.of("openai", "gpt-4o"),
            List.of("openai", "gpt-4o-mini"),
            List.of("openai", "gpt-4.1"),
            List.of("gcp.gemini", "gemini-2.5-flash"));

    static Calls random(Random random) {
        var model = MODELS.get(random.nextInt(MODELS.size()));
        var input = 200 + random.nextInt(12_000);
        return new Calls(
                model.getFirst(),
                model.getLast(),
                AGENTS.get(random.nextInt(AGENTS.size())),
                FEATURES.get(random.nextInt(FEATURES.size())),
                "u-" + random.nextInt(500),
                input,
                random.nextInt(3) == 0 ? input / 2 : 0,
                20 + random.nextInt(1_500),
                300 + random.nextInt(9_000));
    }

    /** As the provider would write it. */
    String usage() {
        return switch (provider) {
            case "anthropic" ->
                "{\"input_tokens\":%d,\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":%d,\"output_tokens\":%d}"
                        .formatted(input - cached, cached, output);
            case "openai" ->
                ("{\"prompt_tokens\":%d,\"completion_tokens\":%d,\"total_tokens\":%d,"
                                + "\"prompt_tokens_details\":{\"cached_tokens\":%d,\"audio_tokens\":0},"
                                + "\"completion_tokens_details\":{\"reasoning_tokens\":0}}")
                        .formatted(input, output, input + output, cached);
            default ->
                ("{\"promptTokenCount\":%d,\"candidatesTokenCount\":%d,\"totalTokenCount\":%d,"
                                + "\"cachedContentTokenCount\":%d}")
                        .formatted(input, output, input + output, cached);
        };
    }
}
