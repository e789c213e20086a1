package io.machinenativeops.tokentracking.usage;

import java.util.List;

import io.machinenativeops.tokentracking.usage.Totals.Placement;

/**
 * {@code inputTokens} without cache reads and writes; {@code totalTokens} includes all four; lifetimes of writes in
 * {@code cacheDetails}, {@code 5m} or {@code 1h}. The tier ({@code {"type": "priority"}}) stands beside the usage object.
 *
 * <p>Source: Bedrock API reference, TokenUsage, CacheDetail, ServiceTier, ConverseResponse; Nova names its cache counts
 * {@code cacheReadInputTokenCount} where it is invoked (Nova user guide, response schema).
 */
final class BedrockConverseUsage implements UsageReading {
    private static final List<Placement> EXPECTED = List.of(Placement.CACHE_BESIDE, Placement.ALL_INSIDE);

    @Override
    public boolean recognizes(UsageFields usage, UsageHints hints) {
        return usage.has(
                "cacheReadInputTokens",
                "cacheWriteInputTokens",
                "cacheReadInputTokenCount",
                "cacheWriteInputTokenCount",
                "cacheDetails");
    }

    @Override
    public void read(UsageFields usage, UsageHints hints, Buckets buckets) {
        long input = usage.count("inputTokens");
        long read = usage.count("cacheReadInputTokens", "cacheReadInputTokenCount");
        long write = usage.count("cacheWriteInputTokens", "cacheWriteInputTokenCount");
        long output = usage.count("outputTokens");
        Long total = usage.countOrNull("totalTokens");
        Placement placement = new Totals(input, read, write, output, 0).placement(total, EXPECTED);
        long fresh = input;
        if (placement == Placement.ALL_INSIDE) {
            buckets.flag(NormalizedUsage.DIALECT_SWITCHED);
            fresh = buckets.rest(input, read, write);
        } else if (placement == Placement.UNKNOWN) {
            buckets.flag(NormalizedUsage.INCONSISTENT);
        }
        buckets.add(Unit.IN_FRESH, fresh);
        buckets.add(Unit.IN_CACHE_READ, read);
        buckets.add(Unit.OUT_TEXT, output);
        long written = writes(usage, write, buckets);
        buckets.promptTotal(fresh + read + written);
        buckets.providerTotal(total);
        buckets.serviceTier(usage.text("serviceTier"));
    }

    private static long writes(UsageFields usage, long all, Buckets buckets) {
        long fiveMinutes = 0;
        long hour = 0;
        for (UsageFields detail : usage.list("cacheDetails")) {
            long tokens = detail.count("inputTokens");
            String lifetime = detail.text("ttl");
            if ("1h".equals(lifetime)) {
                hour += tokens;
            } else {
                fiveMinutes += tokens;
                if (!"5m".equals(lifetime) && tokens > 0) {
                    buckets.flag(NormalizedUsage.CACHE_TTL_ASSUMED);
                }
            }
        }
        long rest = buckets.rest(all, fiveMinutes, hour);
        if (rest > 0) {
            buckets.flag(NormalizedUsage.CACHE_TTL_ASSUMED);
        }
        buckets.add(Unit.IN_CACHE_WRITE_5M, fiveMinutes + rest);
        buckets.add(Unit.IN_CACHE_WRITE_1H, hour);
        return fiveMinutes + hour + rest;
    }
}
