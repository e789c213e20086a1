package io.machinenativeops.tokentracking.pricing;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A price row as the API shows it: amounts are decimal texts in USD for one unit, conditions only where there are some. */
public record PriceRow(
        String provider,
        String model,
        List<String> aliases,
        String currency,

        @Schema(description = "Names this row for ever; stored events carry it as priceVersion")
        String version,

        @Nullable Instant effectiveFrom,
        @Nullable Instant effectiveTo,

        @Schema(allowableValues = {"confirmed", "single", "decided", "override"})
        String status,

        List<Price> prices,
        List<Surcharge> multipliers,
        @Nullable String source,
        @Nullable LocalDate seenAt) {

    /** The price of one unit. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Price(
            String unit,
            String amount,
            Conditions conditions,
            String status,
            @Nullable List<Figure> figures,
            @Nullable String reason) {}

    /** What one collection states, where the collections differ. */
    public record Figure(String collection, String amount) {}

    /** A factor on all token prices of the row. */
    public record Surcharge(String factor, Conditions conditions) {}

    /** When a price applies; what is absent does not restrict. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Conditions(
            @Nullable Long promptTokensAbove,
            @Nullable Long promptTokensFrom,
            @Nullable String serviceTier,
            @Nullable String region,
            @Nullable String speed,
            @Nullable String size,
            @Nullable String quality,
            @Nullable Hours timeOfDay,
            @Nullable String minUnits) {}

    /** Hours in UTC; {@code of} says which end of the call they look at, {@code days} on which days they begin. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Hours(
            String from,
            String to,
            @Schema(allowableValues = {"start", "end"}) String of,
            @Nullable List<String> days) {}

    /** Shows a row. */
    public static PriceRow of(ModelPrice row) {
        return new PriceRow(
                row.provider(),
                row.model(),
                row.aliases(),
                row.currency(),
                row.version(),
                row.effectiveFrom(),
                row.effectiveTo(),
                row.status().key(),
                row.prices().stream().map(price -> price(price, row.region())).toList(),
                row.multipliers().stream()
                        .map(m -> new Surcharge(m.factor().toPlainString(), conditions(m.conditions(), row.region())))
                        .toList(),
                row.source(),
                row.seenAt());
    }

    private static Price price(UnitPrice price, @Nullable String region) {
        List<Figure> figures = price.figures().stream()
                .map(figure -> new Figure(figure.collection(), figure.amount().toPlainString()))
                .toList();
        return new Price(
                price.unit().key(),
                price.amount().toPlainString(),
                conditions(price.conditions(), region),
                price.status().key(),
                figures.isEmpty() ? null : figures,
                price.reason());
    }

    private static Hours hours(TimeOfDay hours) {
        List<String> days = hours.days().stream()
                .map(day -> day.name().toLowerCase(Locale.ROOT))
                .toList();
        return new Hours(
                hours.from().toString(),
                hours.to().toString(),
                hours.end() ? "end" : "start",
                days.isEmpty() ? null : days);
    }

    private static Conditions conditions(PriceConditions conditions, @Nullable String region) {
        TimeOfDay hours = conditions.timeOfDay();
        BigDecimal least = conditions.minUnits();
        return new Conditions(
                conditions.promptTokensAbove(),
                conditions.promptTokensFrom(),
                conditions.serviceTier(),
                region == null ? conditions.region() : region,
                conditions.speed(),
                conditions.size(),
                conditions.quality(),
                hours == null ? null : hours(hours),
                least == null ? null : least.toPlainString());
    }
}
