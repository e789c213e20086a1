package io.machinenativeops.tokentracking.pricing;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * When a price applies; a condition that is null does not restrict.
 *
 * @param promptTokensAbove the whole request is priced so when its prompt is strictly larger
 * @param promptTokensFrom the same where the provider counts the bound in
 * @param serviceTier {@code batch}, {@code flex}, {@code priority}, …; null is the standard tier
 * @param region place of inference; {@link #REGIONAL} is any but the global one
 * @param speed speed the provider charges extra for
 * @param size size of what is made or searched, such as {@code 1080p}, {@code 1024x1024} or {@code high}
 * @param quality quality of what is made, such as {@code hd}
 * @param timeOfDay hours of the day
 * @param minUnits the least quantity of the unit in the request
 */
public record PriceConditions(
        @Nullable Long promptTokensAbove,
        @Nullable Long promptTokensFrom,
        @Nullable String serviceTier,
        @Nullable String region,
        @Nullable String speed,
        @Nullable String size,
        @Nullable String quality,
        @Nullable TimeOfDay timeOfDay,
        @Nullable BigDecimal minUnits) {

    /** Applies always. */
    public static final PriceConditions NONE =
            new PriceConditions(null, null, null, null, null, null, null, null, null);

    /** The region of a price that holds wherever a place of inference is named at all. */
    public static final String REGIONAL = "regional";

    public PriceConditions {
        if (promptTokensAbove != null && promptTokensFrom != null) {
            throw new IllegalArgumentException("promptTokensAbove " + promptTokensAbove + " and promptTokensFrom "
                    + promptTokensFrom + " are both set, expected one of them");
        }
    }

    public PriceConditions withTier(@Nullable String tier) {
        return new PriceConditions(
                promptTokensAbove, promptTokensFrom, tier, region, speed, size, quality, timeOfDay, minUnits);
    }

    public PriceConditions withPromptAbove(long tokens) {
        return new PriceConditions(tokens, null, serviceTier, region, speed, size, quality, timeOfDay, minUnits);
    }

    public PriceConditions withPromptFrom(long tokens) {
        return new PriceConditions(null, tokens, serviceTier, region, speed, size, quality, timeOfDay, minUnits);
    }

    public PriceConditions withRegion(@Nullable String name) {
        return new PriceConditions(
                promptTokensAbove, promptTokensFrom, serviceTier, name, speed, size, quality, timeOfDay, minUnits);
    }

    public PriceConditions withSpeed(@Nullable String name) {
        return new PriceConditions(
                promptTokensAbove, promptTokensFrom, serviceTier, region, name, size, quality, timeOfDay, minUnits);
    }

    public PriceConditions withSize(@Nullable String name) {
        return new PriceConditions(
                promptTokensAbove, promptTokensFrom, serviceTier, region, speed, name, quality, timeOfDay, minUnits);
    }

    public PriceConditions withQuality(@Nullable String name) {
        return new PriceConditions(
                promptTokensAbove, promptTokensFrom, serviceTier, region, speed, size, name, timeOfDay, minUnits);
    }

    public PriceConditions withTimeOfDay(TimeOfDay hours) {
        return new PriceConditions(
                promptTokensAbove, promptTokensFrom, serviceTier, region, speed, size, quality, hours, minUnits);
    }

    public PriceConditions withMinUnits(BigDecimal quantity) {
        return new PriceConditions(
                promptTokensAbove, promptTokensFrom, serviceTier, region, speed, size, quality, timeOfDay, quantity);
    }

    /** Whether the price applies to this much of a unit in this request. */
    boolean apply(PricingRequest request, BigDecimal quantity) {
        return (promptTokensAbove == null || request.promptTotal() > promptTokensAbove)
                && (promptTokensFrom == null || request.promptTotal() >= promptTokensFrom)
                && same(serviceTier, request.serviceTier())
                && inRegion(request.region())
                && same(speed, request.speed())
                && same(size, request.size())
                && same(quality, request.quality())
                && (timeOfDay == null || timeOfDay.holds(moment(request, timeOfDay)))
                && (minUnits == null || quantity.compareTo(minUnits) >= 0);
    }

    private boolean inRegion(@Nullable String actual) {
        return REGIONAL.equals(region) ? !ModelPrice.isAnywhere(actual) : same(region, actual);
    }

    private static boolean same(@Nullable String wanted, @Nullable String actual) {
        return wanted == null || wanted.equalsIgnoreCase(actual);
    }

    private static Instant moment(PricingRequest request, TimeOfDay hours) {
        Instant end = request.completedAt();
        return hours.end() && end != null ? end : request.occurredAt();
    }

    /** The prompt size at which the price begins; -1 without such a condition. */
    long promptBound() {
        if (promptTokensAbove != null) {
            return promptTokensAbove;
        }
        return promptTokensFrom == null ? -1 : promptTokensFrom - 1;
    }

    /** How many conditions there are. */
    public int count() {
        int count = 0;
        for (Object condition : new @Nullable Object[] {
            promptTokensAbove, promptTokensFrom, serviceTier, region, speed, size, quality, timeOfDay, minUnits
        }) {
            count += condition == null ? 0 : 1;
        }
        return count;
    }

    /** The conditions in words; empty when there are none. */
    List<String> inWords() {
        var words = new ArrayList<String>();
        if (serviceTier != null) {
            words.add("service tier " + serviceTier);
        }
        if (promptTokensAbove != null) {
            words.add("prompt above " + promptTokensAbove + " tokens");
        }
        if (promptTokensFrom != null) {
            words.add("prompt from " + promptTokensFrom + " tokens");
        }
        if (region != null) {
            words.add("region " + region);
        }
        if (speed != null) {
            words.add("speed " + speed);
        }
        if (size != null) {
            words.add("size " + size);
        }
        if (quality != null) {
            words.add("quality " + quality);
        }
        if (timeOfDay != null) {
            words.add("hours " + timeOfDay);
        }
        if (minUnits != null) {
            words.add("from " + minUnits.toPlainString() + " units");
        }
        return words;
    }
}
