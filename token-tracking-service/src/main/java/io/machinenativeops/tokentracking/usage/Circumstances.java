package io.machinenativeops.tokentracking.usage;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * What a response says beside its counts, in whatever dialect it counts: the tier that served it, the size and quality of
 * what was made, and what the provider itself charges.
 *
 * <p>Senders who leave the response around the usage object are understood too: Converse states {@code serviceTier} and
 * {@code performanceConfig} there (Bedrock API, ConverseResponse), OpenAI {@code service_tier}, {@code size} and
 * {@code quality} (openai-python types/images_response.py).
 */
final class Circumstances {
    private static final int DIGITS = 12;
    /** xAI counts in ticks, ten thousand million to the dollar (docs.x.ai, usage.cost_in_usd_ticks). */
    private static final BigDecimal TICK = new BigDecimal("0.0000000001");

    private Circumstances() {}

    /**
     * Adds what the dialect itself did not read.
     *
     * @param outer what stands around the usage object; the object itself when nothing does
     */
    static void read(UsageFields usage, UsageFields outer, UsageHints hints, Buckets buckets) {
        for (UsageFields place : new UsageFields[] {usage, outer}) {
            buckets.serviceTierIfNone(place.text("service_tier", "serviceTier"));
            buckets.speedIfNone(latency(place));
            buckets.sizeIfNone(place.text("size", "resolution", "search_context_size"));
            buckets.qualityIfNone(place.text("quality"));
            buckets.reportedCostIfNone(cost(place, hints));
        }
    }

    private static @Nullable String latency(UsageFields place) {
        return place.hasObject("performanceConfig")
                ? place.child("performanceConfig").text("latency")
                : null;
    }

    /**
     * In USD: Perplexity's {@code cost.total_cost} (perplexity-py types/shared/usage_info.py), xAI's ticks, OpenRouter's
     * {@code cost} in credits of a dollar each. With one's own key OpenRouter's cost is its fee alone and what the provider
     * charges stands in {@code cost_details} (openrouter.ai/docs/use-cases/usage-accounting).
     */
    private static @Nullable BigDecimal cost(UsageFields place, UsageHints hints) {
        if (place.hasObject("cost")) {
            return money(place.child("cost"), "total_cost");
        }
        if (place.has("cost_in_usd_ticks")) {
            return place.measure("cost_in_usd_ticks").multiply(TICK).setScale(DIGITS, RoundingMode.HALF_EVEN);
        }
        if (!isOpenRouter(place, hints)) {
            return null;
        }
        BigDecimal cost = money(place, place.has("cost") ? "cost" : "total_cost");
        BigDecimal upstream = place.isTrue("is_byok") && place.hasObject("cost_details")
                ? money(place.child("cost_details"), "upstream_inference_cost")
                : null;
        return cost == null || upstream == null ? cost : cost.add(upstream);
    }

    private static boolean isOpenRouter(UsageFields place, UsageHints hints) {
        String provider = hints.provider();
        return place.hasObject("cost_details")
                || place.has("is_byok")
                || (provider != null
                        && provider.toLowerCase(Locale.ROOT).replace("_", "").contains("openrouter"));
    }

    private static @Nullable BigDecimal money(UsageFields place, String name) {
        return place.isNumber(name) ? place.measure(name).setScale(DIGITS, RoundingMode.HALF_EVEN) : null;
    }
}
