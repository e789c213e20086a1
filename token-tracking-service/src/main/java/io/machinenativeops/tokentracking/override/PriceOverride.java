package io.machinenativeops.tokentracking.override;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.machinenativeops.tokentracking.pricing.ModelPrice;
import io.machinenativeops.tokentracking.pricing.PriceStatus;
import io.machinenativeops.tokentracking.pricing.UnitPrice;

/**
 * One version of an override. Versions never change; a change makes the next.
 *
 * @param revision from 1
 * @param ended whether the override was ended by its organisation
 */
record PriceOverride(
        UUID id,
        int revision,
        OverrideTerms terms,
        boolean ended,
        Instant createdAt,
        String createdBy,
        Instant changedAt,
        String changedBy) {

    /** Where the override is found, as the source of a price. */
    static final String PATH = "/api/v1/price-overrides/";

    /** Names this version in events: {@code <id>.<revision>}, for an adjustment with {@code .<catalogue version>} after it. */
    String version() {
        return id + "." + revision;
    }

    /** The row of an override with prices of its own. */
    ModelPrice row() {
        return new ModelPrice(
                terms.provider(),
                terms.model(),
                List.of(),
                null,
                "USD",
                version(),
                terms.effectiveFrom(),
                terms.effectiveTo(),
                PriceStatus.OVERRIDE,
                terms.unitPrices(),
                List.of(),
                PATH + id,
                null);
    }

    /** The catalogue's row with each price multiplied. */
    ModelPrice adjusted(ModelPrice base) {
        var adjustment = terms.adjustment();
        if (adjustment == null) {
            throw new IllegalStateException("override " + version() + " has prices of its own");
        }
        var factor = adjustment.factor();
        var prices = base.prices().stream()
                .map(price -> new UnitPrice(
                        price.unit(),
                        price.amount().multiply(factor),
                        price.conditions(),
                        PriceStatus.OVERRIDE,
                        List.of(),
                        "catalogue price × " + factor.toPlainString()))
                .toList();
        return new ModelPrice(
                base.provider(),
                base.model(),
                base.aliases(),
                base.region(),
                base.currency(),
                version() + "." + base.version(),
                base.effectiveFrom(),
                base.effectiveTo(),
                PriceStatus.OVERRIDE,
                prices,
                base.multipliers(),
                PATH + id,
                base.seenAt());
    }
}
