package io.machinenativeops.tokentracking.override;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.machinenativeops.tokentracking.pricing.PriceRow;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An override as the API shows it.
 *
 * @param revision the ETag
 * @param version begins the priceVersion of events that are priced by it
 * @param ended whether it was ended by hand
 * @param changedBy subject of the credential that made this version
 */
@Schema(name = "PriceOverride")
record OverrideView(
        UUID id,
        int revision,
        String version,
        String provider,
        String model,
        String currency,
        Instant effectiveFrom,
        @Nullable Instant effectiveTo,
        boolean ended,
        @Nullable List<PriceRow.Price> prices,
        @Nullable Adjustment adjustment,
        @Nullable String note,
        Instant createdAt,
        String createdBy,
        Instant changedAt,
        String changedBy) {

    /** Every catalogue price is multiplied with the factor, a decimal text. */
    @Schema(name = "PriceAdjustment")
    record Adjustment(String factor) {}

    static OverrideView of(PriceOverride override) {
        var terms = override.terms();
        var adjustment = terms.adjustment();
        return new OverrideView(
                override.id(),
                override.revision(),
                override.version(),
                terms.provider(),
                terms.model(),
                "USD",
                terms.effectiveFrom(),
                terms.effectiveTo(),
                override.ended(),
                adjustment == null ? PriceRow.of(override.row()).prices() : null,
                adjustment == null ? null : new Adjustment(adjustment.factor().toPlainString()),
                terms.note(),
                override.createdAt(),
                override.createdBy(),
                override.changedAt(),
                override.changedBy());
    }
}
