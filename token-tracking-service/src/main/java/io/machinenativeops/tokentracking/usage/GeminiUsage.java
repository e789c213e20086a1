package io.machinenativeops.tokentracking.usage;

import java.util.List;
import java.util.Locale;

/**
 * {@code usageMetadata}: cached content is inside the prompt, thoughts and tool prompts stand beside candidates and prompt,
 * and both sides are split by modality. The Live API says {@code responseTokenCount} for candidates.
 */
final class GeminiUsage implements UsageReading {

    @Override
    public boolean recognizes(UsageFields usage, UsageHints hints) {
        return usage.has(
                "promptTokenCount",
                "candidatesTokenCount",
                "totalTokenCount",
                "responseTokenCount",
                "prompt_token_count",
                "candidates_token_count",
                "total_token_count");
    }

    @Override
    public void read(UsageFields usage, UsageHints hints, Buckets buckets) {
        long prompt = usage.count("promptTokenCount", "prompt_token_count");
        long cached = usage.count("cachedContentTokenCount", "cached_content_token_count");
        long tools = usage.count("toolUsePromptTokenCount", "tool_use_prompt_token_count");
        long thoughts = usage.count("thoughtsTokenCount", "thoughts_token_count");
        long candidates = usage.count(
                "candidatesTokenCount", "candidates_token_count", "responseTokenCount", "response_token_count");
        Long total = usage.countOrNull("totalTokenCount", "total_token_count");

        List<UsageFields> in = usage.list("promptTokensDetails", "prompt_tokens_details");
        List<UsageFields> kept = usage.list("cacheTokensDetails", "cache_tokens_details");
        List<UsageFields> out = usage.list(
                "candidatesTokensDetails",
                "candidates_tokens_details",
                "responseTokensDetails",
                "response_tokens_details");
        // A cached video has no bucket of its own: it is a cache read, so it leaves the video bucket.
        long video = buckets.rest(of(in, "VIDEO"), of(kept, "VIDEO"));
        InclusiveCounts.input(
                new InclusiveInput(
                        prompt,
                        cached,
                        0,
                        of(in, "AUDIO"),
                        of(kept, "AUDIO"),
                        of(in, "IMAGE") + of(in, "DOCUMENT"),
                        of(kept, "IMAGE") + of(kept, "DOCUMENT"),
                        video),
                false,
                buckets);
        buckets.add(Unit.IN_TOOL_PROMPT, tools);

        boolean thoughtsInside = total != null && thoughts > 0 && total == prompt + tools + candidates;
        boolean addsUp = total == null || thoughtsInside || total == prompt + tools + candidates + thoughts;
        if (!addsUp) {
            buckets.flag(NormalizedUsage.INCONSISTENT);
        }
        if (thoughtsInside) {
            buckets.flag(NormalizedUsage.DIALECT_SWITCHED);
        }
        InclusiveCounts.output(
                new InclusiveOutput(candidates, thoughts, of(out, "AUDIO"), of(out, "IMAGE"), of(out, "VIDEO")),
                !thoughtsInside,
                buckets);
        buckets.providerTotal(total);
        buckets.serviceTier(usage.text("serviceTier", "service_tier", "trafficType", "traffic_type"));
    }

    private static long of(List<UsageFields> details, String modality) {
        long sum = 0;
        for (UsageFields detail : details) {
            String name = detail.text("modality");
            if (name != null && name.toUpperCase(Locale.ROOT).equals(modality)) {
                sum += detail.count("tokenCount", "token_count");
            }
        }
        return sum;
    }
}
