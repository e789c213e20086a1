package io.machinenativeops.tokentracking.pricing;

import java.math.BigDecimal;

import org.jspecify.annotations.Nullable;

/**
 * One unit of a call, priced.
 *
 * @param bucket key of the unit
 * @param quantity how much of it was used
 * @param unit what one of it is: {@code token}, or the unit's key
 * @param unitPrice USD for one, before the multiplier
 * @param amount quantity times unit price times multiplier, exact
 * @param rule why this price: the conditions that applied and any stand-in, in words
 * @param source page the price was taken from, where it is known
 * @param multiplier surcharge by region or speed, where there is one
 */
public record CostLine(
        String bucket,
        BigDecimal quantity,
        String unit,
        BigDecimal unitPrice,
        BigDecimal amount,
        String rule,
        @Nullable String source,
        @Nullable BigDecimal multiplier) {}
