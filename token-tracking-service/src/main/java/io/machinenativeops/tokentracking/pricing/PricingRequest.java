package io.machinenativeops.tokentracking.pricing;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import io.machinenativeops.tokentracking.usage.NormalizedUsage;
import io.machinenativeops.tokentracking.usage.Unit;
import org.jspecify.annotations.Nullable;

/**
 * One model call to price.
 *
 * @param provider as sent; aliases are resolved here
 * @param model as sent, the response's model if it is known
 * @param occurredAt start of the call; the price valid then counts
 * @param completedAt end of the call, for the time-of-day prices that look at it; the start when unknown
 * @param serviceTier the tier that counts: the response's, else the event's; null means standard
 * @param region place of inference, where the provider prices by it
 * @param speed speed the provider charges extra for, such as {@code fast}
 * @param size size of what was made or searched, such as {@code 1024x1024}, {@code 1080p} or {@code low}
 * @param quality quality of what was made, such as {@code hd}
 * @param quantities what was used
 * @param promptTotal tokens that count towards a prompt-size threshold
 */
public record PricingRequest(
        String provider,
        String model,
        Instant occurredAt,
        @Nullable Instant completedAt,
        @Nullable String serviceTier,
        @Nullable String region,
        @Nullable String speed,
        @Nullable String size,
        @Nullable String quality,
        Map<Unit, BigDecimal> quantities,
        long promptTotal) {

    private static final Pattern PIXELS = Pattern.compile("(\\d+)[\\s-]*[x*×][\\s-]*(\\d+)");

    public PricingRequest {
        quantities = Map.copyOf(quantities);
        quantities.forEach((unit, quantity) -> {
            if (quantity.signum() < 0) {
                throw new IllegalArgumentException(
                        "quantity of " + unit.key() + " is " + quantity + ", expected 0 or more");
            }
        });
    }

    /** A call of which only the start is known. */
    public PricingRequest(
            String provider,
            String model,
            Instant occurredAt,
            @Nullable String serviceTier,
            @Nullable String region,
            Map<Unit, BigDecimal> quantities,
            long promptTotal) {
        this(provider, model, occurredAt, null, serviceTier, region, null, null, null, quantities, promptTotal);
    }

    /** The call that an event reports: what the response says about tier, region and speed goes before the event. */
    public static PricingRequest of(
            String provider,
            String model,
            Instant occurredAt,
            @Nullable Instant completedAt,
            @Nullable String eventServiceTier,
            NormalizedUsage usage) {
        return new PricingRequest(
                provider,
                model,
                occurredAt,
                completedAt,
                usage.serviceTier() == null ? eventServiceTier : usage.serviceTier(),
                usage.region(),
                usage.speed(),
                usage.size(),
                usage.quality(),
                usage.quantities(),
                usage.promptTotal());
    }

    /** The same request with tier, speed, size and quality in the catalogue's spelling; what is usual is null. */
    PricingRequest canonical() {
        String usual = speed == null || speed.equalsIgnoreCase("standard") ? null : speed.toLowerCase(Locale.ROOT);
        return new PricingRequest(
                provider,
                model,
                occurredAt,
                completedAt,
                ServiceTiers.canonical(serviceTier),
                region,
                usual,
                dimensions(size),
                word(quality),
                quantities,
                promptTotal);
    }

    private static @Nullable String word(@Nullable String name) {
        return name == null ? null : name.strip().toLowerCase(Locale.ROOT);
    }

    /** {@code 1024-x-1024}, {@code 1024*1024} and {@code 1024 × 1024} all mean {@code 1024x1024}. */
    private static @Nullable String dimensions(@Nullable String name) {
        return name == null
                ? null
                : PIXELS.matcher(name.strip().toLowerCase(Locale.ROOT)).replaceAll("$1x$2");
    }
}
