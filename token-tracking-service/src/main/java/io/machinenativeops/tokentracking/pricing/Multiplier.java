package io.machinenativeops.tokentracking.pricing;

import java.math.BigDecimal;

/**
 * A surcharge that multiplies every token price of a row while its conditions hold.
 *
 * @param factor what prices are multiplied with
 */
public record Multiplier(BigDecimal factor, PriceConditions conditions) {
    public Multiplier {
        if (factor.signum() <= 0) {
            throw new IllegalArgumentException("multiplier is " + factor.toPlainString() + ", expected more than 0");
        }
    }
}
