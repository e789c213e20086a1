package io.machinenativeops.tokentracking.pricing;

import java.math.BigDecimal;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One unit of a call, priced, as replies show it: prices and amounts are text without exponent and without zeros at the end.
 *
 * @param bucket key of the unit
 * @param quantity how much of it was used
 * @param unit what one of it is: {@code token}, or the unit's key
 * @param unitPrice for one, before the multiplier
 * @param amount quantity times unit price times multiplier, exact
 * @param rule why this price
 * @param source page the price was taken from
 * @param multiplier surcharge by region or speed
 */
@Schema(name = "CostLine")
public record ExplainedLine(
        String bucket,
        BigDecimal quantity,
        String unit,
        String unitPrice,
        String amount,
        String rule,
        @Nullable String source,
        @Nullable String multiplier) {

    /** The line as text. */
    public static ExplainedLine of(CostLine line) {
        var factor = line.multiplier();
        return new ExplainedLine(
                line.bucket(),
                number(line.quantity()),
                line.unit(),
                text(line.unitPrice()),
                text(line.amount()),
                line.rule(),
                line.source(),
                factor == null ? null : text(factor));
    }

    /** Without an exponent, however it came about. */
    private static BigDecimal number(BigDecimal value) {
        var least = value.stripTrailingZeros();
        return least.scale() < 0 ? least.setScale(0) : least;
    }

    private static String text(BigDecimal value) {
        return value.stripTrailingZeros().toPlainString();
    }
}
