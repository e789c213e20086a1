package io.machinenativeops.tokentracking.usage;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.machinenativeops.tokentracking.usage.Totals.Placement;
import org.jspecify.annotations.Nullable;

/**
 * {@code input_tokens} without cache reads and writes, which stand beside it; writes are split by lifetime. Thinking tokens
 * are inside {@code output_tokens}. Compactions among the {@code iterations} are billed and not in the counts of the message
 * (anthropic-sdk-python types/usage.py, types/beta/beta_usage.py).
 */
final class AnthropicUsage implements UsageReading {
    private static final List<Placement> EXPECTED = List.of(Placement.CACHE_BESIDE, Placement.ALL_INSIDE);

    @Override
    public boolean recognizes(UsageFields usage, UsageHints hints) {
        if (!usage.has("input_tokens", "output_tokens") || usage.hasObject("input_tokens_details")) {
            return false;
        }
        return usage.has(
                        "cache_creation_input_tokens",
                        "cache_read_input_tokens",
                        "cache_creation",
                        "server_tool_use",
                        "inference_geo")
                || isAnthropic(hints.provider());
    }

    static boolean isAnthropic(@Nullable String provider) {
        return provider != null && provider.toLowerCase(Locale.ROOT).contains("anthropic");
    }

    @Override
    public void read(UsageFields usage, UsageHints hints, Buckets buckets) {
        List<UsageFields> parts = parts(usage);
        long input = sum(parts, "input_tokens");
        long read = sum(parts, "cache_read_input_tokens");
        long write = parts.stream().mapToLong(part -> writes(part, buckets)).sum();
        long output = sum(parts, "output_tokens");
        long reasoning = usage.child("output_tokens_details").count("thinking_tokens", "reasoning_tokens");
        Long total = usage.countOrNull("total_tokens");
        Placement placement = new Totals(input, read, write, output, reasoning).placement(total, EXPECTED);
        long fresh = input;
        if (placement == Placement.ALL_INSIDE) {
            buckets.flag(NormalizedUsage.DIALECT_SWITCHED);
            fresh = buckets.rest(input, read, write);
        } else if (placement == Placement.UNKNOWN) {
            buckets.flag(NormalizedUsage.INCONSISTENT);
        }
        buckets.add(Unit.IN_FRESH, fresh);
        buckets.add(Unit.IN_CACHE_READ, read);
        buckets.add(Unit.OUT_TEXT, buckets.rest(output, reasoning));
        buckets.add(Unit.OUT_REASONING, reasoning);
        UsageFields tools = usage.child("server_tool_use");
        buckets.add(Unit.WEB_SEARCH, tools.count("web_search_requests"));
        buckets.add(Unit.CODE_EXEC, tools.count("code_execution_requests"));
        buckets.promptTotal(fresh + read + write);
        buckets.providerTotal(total);
        buckets.serviceTier(usage.text("service_tier"));
        buckets.region(usage.text("inference_geo"));
        buckets.speed(usage.text("speed"));
    }

    /** The message and what was done beside it. */
    private static List<UsageFields> parts(UsageFields usage) {
        var parts = new ArrayList<UsageFields>();
        parts.add(usage);
        for (UsageFields iteration : usage.list("iterations")) {
            if ("compaction".equals(iteration.text("type"))) {
                parts.add(iteration);
            }
        }
        return parts;
    }

    private static long sum(List<UsageFields> parts, String name) {
        return parts.stream().mapToLong(part -> part.count(name)).sum();
    }

    /** Adds the writes by lifetime and returns their sum. What has no stated lifetime is taken as five minutes. */
    private static long writes(UsageFields usage, Buckets buckets) {
        UsageFields split = usage.child("cache_creation");
        long fiveMinutes = split.count("ephemeral_5m_input_tokens");
        long hour = split.count("ephemeral_1h_input_tokens");
        Long all = usage.countOrNull("cache_creation_input_tokens");
        long known = fiveMinutes + hour;
        long rest = 0;
        if (all != null) {
            rest = buckets.rest(all, known);
            if (rest > 0) {
                buckets.flag(NormalizedUsage.CACHE_TTL_ASSUMED);
            }
            if (rest > 0 && known > 0) {
                buckets.flag(NormalizedUsage.INCONSISTENT);
            }
        }
        buckets.add(Unit.IN_CACHE_WRITE_5M, fiveMinutes + rest);
        buckets.add(Unit.IN_CACHE_WRITE_1H, hour);
        return known + rest;
    }
}
