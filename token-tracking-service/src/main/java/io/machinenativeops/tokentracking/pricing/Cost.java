package io.machinenativeops.tokentracking.pricing;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * What a call costs and why.
 *
 * @param total rounded once, half even, to 12 digits; null when the call is unpriced, which is never the same as 0
 * @param currency ISO 4217 code
 * @param priceVersion version of the price row, for {@link PriceBook#version}; null without a row
 * @param lines one for each unit used, exact
 * @param flags what was odd, sorted: {@link #UNPRICED}, {@link #PRICE_FALLBACK}, …
 */
public record Cost(
        @Nullable BigDecimal total,
        String currency,
        @Nullable String priceVersion,
        List<CostLine> lines,
        Set<String> flags) {

    /** No price: the model is unknown, or one of its units has no price even through its parents. */
    public static final String UNPRICED = "unpriced";
    /** Begins the flag that names a used unit which kept a known model unpriced, as in {@code unpriced_unit:images}. */
    public static final String UNPRICED_UNIT = "unpriced_unit:";
    /** A unit took the price of another one that stands in for it. */
    public static final String PRICE_FALLBACK = "price_fallback";
    /** The price is one that the organisation set itself. */
    public static final String PRICE_OVERRIDE = "price_override";
    /** Priced by the catalogue before the organisation's own prices could be read: it may have one for this. */
    public static final String OVERRIDES_UNKNOWN = "price_overrides_unknown";
    /** The service tier has no price, the standard one was taken. */
    public static final String TIER_PRICE_FALLBACK = "tier_price_fallback";
    /** The service tier has a price, but none for a prompt this large, though the standard tier has. */
    public static final String PROMPT_PRICE_FALLBACK = "prompt_price_fallback";
    /** The region has no price of its own, the one without region was taken. */
    public static final String REGION_PRICE_FALLBACK = "region_price_fallback";
    /** The speed has no price of its own, the normal one was taken. */
    public static final String SPEED_PRICE_FALLBACK = "speed_price_fallback";

    public Cost {
        lines = List.copyOf(lines);
        flags = Collections.unmodifiableSet(new TreeSet<>(flags));
    }

    public boolean isPriced() {
        return total != null;
    }
}
