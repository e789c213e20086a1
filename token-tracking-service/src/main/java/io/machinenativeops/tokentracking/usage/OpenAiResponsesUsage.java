package io.machinenativeops.tokentracking.usage;

import java.util.List;

import io.machinenativeops.tokentracking.usage.Totals.Placement;

/**
 * {@code input_tokens} and {@code output_tokens} with details; realtime spells them {@code input_token_details} and splits
 * cached tokens by modality; transcriptions are sent as seconds or as tokens.
 */
final class OpenAiResponsesUsage implements UsageReading {
    private static final List<Placement> EXPECTED =
            List.of(Placement.ALL_INSIDE, Placement.REASONING_BESIDE, Placement.CACHE_BESIDE);

    @Override
    public boolean recognizes(UsageFields usage, UsageHints hints) {
        return usage.has("input_tokens", "output_tokens") || isDuration(usage);
    }

    @Override
    public void read(UsageFields usage, UsageHints hints, Buckets buckets) {
        UsageFields in = usage.child("input_tokens_details", "input_token_details");
        UsageFields out = usage.child("output_tokens_details", "output_token_details");
        UsageFields cached = in.child("cached_tokens_details");
        var input = new InclusiveInput(
                usage.count("input_tokens"),
                in.count("cached_tokens"),
                in.count("cache_write_tokens"),
                in.count("audio_tokens"),
                cached.count("audio_tokens"),
                in.count("image_tokens"),
                cached.count("image_tokens"),
                in.count("video_tokens"));
        var output = new InclusiveOutput(
                usage.count("output_tokens"),
                out.count("reasoning_tokens"),
                out.count("audio_tokens"),
                out.count("image_tokens"),
                out.count("video_tokens"));
        InclusiveCounts.fill(input, output, usage.countOrNull("total_tokens"), EXPECTED, buckets);
        buckets.add(Unit.SECONDS, usage.measure("seconds", "billable_audio_seconds"));
        buckets.add(Unit.MESSAGES, usage.count("input_text_messages"));
        buckets.serviceTier(usage.text("service_tier"));
    }

    private static boolean isDuration(UsageFields usage) {
        return usage.has("seconds") && "duration".equals(usage.text("type"));
    }
}
