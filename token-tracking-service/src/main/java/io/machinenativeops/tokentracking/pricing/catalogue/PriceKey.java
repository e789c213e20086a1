package io.machinenativeops.tokentracking.pricing.catalogue;

import io.machinenativeops.tokentracking.pricing.PriceConditions;
import io.machinenativeops.tokentracking.usage.Unit;

/** What a figure is the price of. */
record PriceKey(Unit unit, PriceConditions conditions) {
    static PriceKey of(Unit unit) {
        return new PriceKey(unit, PriceConditions.NONE);
    }
}
