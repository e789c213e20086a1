package io.machinenativeops.tokentracking.usage;

import java.util.List;

import io.machinenativeops.tokentracking.usage.Totals.Placement;

/**
 * {@code prompt_tokens} and {@code completion_tokens}: cache reads and writes are inside the prompt, reasoning, audio and
 * rejected predictions inside the completion. DeepSeek and Moonshot put cache hits elsewhere; xAI has put reasoning beside
 * the completion, which the total tells.
 */
final class OpenAiChatUsage implements UsageReading {
    private static final List<Placement> EXPECTED =
            List.of(Placement.ALL_INSIDE, Placement.REASONING_BESIDE, Placement.CACHE_BESIDE);

    @Override
    public boolean recognizes(UsageFields usage, UsageHints hints) {
        return usage.has("prompt_tokens", "completion_tokens");
    }

    @Override
    public void read(UsageFields usage, UsageHints hints, Buckets buckets) {
        UsageFields in = usage.child("prompt_tokens_details");
        UsageFields out = usage.child("completion_tokens_details");
        var input = new InclusiveInput(
                usage.count("prompt_tokens"),
                cacheRead(usage, in),
                in.has("cache_write_tokens", "cache_creation_tokens")
                        ? in.count("cache_write_tokens", "cache_creation_tokens")
                        : usage.count("cache_creation_input_tokens"),
                in.count("audio_tokens"),
                in.child("cached_tokens_details").count("audio_tokens"),
                in.count("image_tokens"),
                0,
                in.count("video_tokens"));
        var output = new InclusiveOutput(
                usage.count("completion_tokens"),
                out.has("reasoning_tokens") ? out.count("reasoning_tokens") : usage.count("reasoning_tokens"),
                out.count("audio_tokens"),
                out.count("image_tokens"),
                out.count("video_tokens"));
        InclusiveCounts.fill(input, output, usage.countOrNull("total_tokens"), EXPECTED, buckets);
        buckets.add(Unit.WEB_SEARCH, usage.child("server_tool_use").count("web_search_requests"));
        buckets.serviceTier(usage.text("service_tier"));
    }

    private static long cacheRead(UsageFields usage, UsageFields details) {
        return details.has("cached_tokens")
                ? details.count("cached_tokens")
                : usage.count(
                        "prompt_cache_hit_tokens",
                        "cached_tokens",
                        "cached_prompt_text_tokens",
                        "cache_read_input_tokens");
    }
}
