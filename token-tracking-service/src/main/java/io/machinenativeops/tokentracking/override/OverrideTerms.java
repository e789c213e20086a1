package io.machinenativeops.tokentracking.override;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

import io.machinenativeops.tokentracking.pricing.PriceBook;
import io.machinenativeops.tokentracking.pricing.UnitPrice;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What an override says: prices of its own for one model, or an adjustment of the catalogue's.
 *
 * @param provider by its one name; {@code *} for any, where the catalogue is adjusted
 * @param model where the catalogue is adjusted, it may end with {@code *}
 * @param effectiveFrom calls that start from then on are priced so
 * @param effectiveTo end, excluded; null while it is open
 * @param prices each {@code {unit, amount, conditions}} as in {@code GET /api/v1/prices}; amounts are USD for one
 * @param adjustment of what the catalogue says
 * @param note for people
 */
record OverrideTerms(
        String provider,
        String model,
        Instant effectiveFrom,
        @Nullable Instant effectiveTo,

        @Schema(implementation = Price[].class) @Nullable List<JsonNode> prices,

        @Nullable Adjustment adjustment,
        @Nullable String note) {

    private static final String ANY = "*";

    OverrideTerms {
        prices = prices == null ? null : List.copyOf(prices);
        if ((prices == null) == (adjustment == null)) {
            throw new IllegalArgumentException("an override has prices or an adjustment, one of the two");
        }
    }

    /** Every catalogue price is multiplied with the factor: {@code 0.85} is 15 % off, {@code 1.1} is 10 % more. */
    record Adjustment(
            @Schema(implementation = String.class, example = "0.85")
            BigDecimal factor) {

        Adjustment {
            factor = factor.stripTrailingZeros();
            factor = factor.scale() < 0 ? factor.setScale(0) : factor;
        }
    }

    /** How a price is sent. */
    record Price(
            String unit,

            @Schema(description = "USD for one, a decimal text", example = "0.0000025")
            String amount,

            @Nullable Object conditions) {}

    /** Prices of its own; empty where the catalogue is adjusted. */
    List<UnitPrice> unitPrices() {
        return prices == null
                ? List.of()
                : prices.stream().map(PriceBook::unitPrice).toList();
    }

    boolean validAt(Instant moment) {
        return !moment.isBefore(effectiveFrom) && (effectiveTo == null || moment.isBefore(effectiveTo));
    }

    /** Whether both could say what one call costs. */
    boolean overlaps(OverrideTerms other) {
        return provider.equals(other.provider)
                && model.equalsIgnoreCase(other.model)
                && (effectiveTo == null || other.effectiveFrom.isBefore(effectiveTo))
                && (other.effectiveTo == null || effectiveFrom.isBefore(other.effectiveTo))
                && !isEmpty()
                && !other.isEmpty();
    }

    private boolean isEmpty() {
        return effectiveFrom.equals(effectiveTo);
    }

    /** Whether the pattern of an adjustment names this model. */
    boolean matches(String otherProvider, String name) {
        if (!provider.equals(ANY) && !provider.equals(otherProvider)) {
            return false;
        }
        var wanted = model.toLowerCase(Locale.ROOT);
        var sent = name.strip().toLowerCase(Locale.ROOT);
        return wanted.endsWith(ANY) ? sent.startsWith(wanted.substring(0, wanted.length() - 1)) : sent.equals(wanted);
    }

    /** Among patterns that match, the greater wins: a whole name first, then the longer beginning, then a named provider. */
    int specificity() {
        int named = provider.equals(ANY) ? 0 : 1;
        return model.endsWith(ANY) ? 2 * model.length() + named : 10_000 + named;
    }

    OverrideTerms until(Instant end) {
        return new OverrideTerms(provider, model, effectiveFrom, end, prices, adjustment, note);
    }
}
