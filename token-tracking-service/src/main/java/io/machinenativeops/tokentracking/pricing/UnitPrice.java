package io.machinenativeops.tokentracking.pricing;

import java.math.BigDecimal;
import java.util.List;

import io.machinenativeops.tokentracking.usage.Unit;
import org.jspecify.annotations.Nullable;

/**
 * The price of one unit under conditions.
 *
 * @param amount USD for one
 * @param figures what each collection states, where they differ; else empty
 * @param reason why this figure was chosen, where they differ
 */
public record UnitPrice(
        Unit unit,
        BigDecimal amount,
        PriceConditions conditions,
        PriceStatus status,
        List<Figure> figures,
        @Nullable String reason) {

    /** A figure one collection states. */
    public record Figure(String collection, BigDecimal amount) {}

    public UnitPrice {
        if (amount.signum() < 0) {
            throw new IllegalArgumentException(
                    "price of " + unit.key() + " is " + amount.toPlainString() + ", expected 0 or more");
        }
        amount = plain(amount);
        figures = List.copyOf(figures);
    }

    /** A price that needs no remark. */
    public static UnitPrice of(Unit unit, BigDecimal amount, PriceConditions conditions) {
        return new UnitPrice(unit, amount, conditions, PriceStatus.SINGLE, List.of(), null);
    }

    private static BigDecimal plain(BigDecimal amount) {
        BigDecimal stripped = amount.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
