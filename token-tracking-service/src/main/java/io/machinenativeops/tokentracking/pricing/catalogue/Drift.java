package io.machinenativeops.tokentracking.pricing.catalogue;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.machinenativeops.tokentracking.pricing.ModelPrice;
import io.machinenativeops.tokentracking.pricing.PriceConditions;
import io.machinenativeops.tokentracking.pricing.UnitPrice;

/** Compares a new catalogue with the one before it: a broken download must not become prices. */
final class Drift {
    private static final BigDecimal MOST = BigDecimal.TEN;

    private final List<ModelPrice> before;
    private final List<ModelPrice> after;

    Drift(List<ModelPrice> before, List<ModelPrice> after) {
        this.before = before;
        this.after = after;
    }

    /** Throws when a tenth of the models is gone, or a standard price moved more than tenfold. */
    void refuse() {
        if (after.size() * 10L < before.size() * 9L) {
            throw new IllegalStateException("the new catalogue has " + after.size() + " rows, the one before has "
                    + before.size() + ", expected at least nine tenths; pass --accept to take it");
        }
        Map<String, BigDecimal> old = standard(before);
        standard(after).forEach((what, amount) -> {
            BigDecimal was = old.get(what);
            if (was != null && was.signum() > 0 && amount.signum() > 0 && moved(was, amount)) {
                throw new IllegalStateException("the price of " + what.replace('\n', ' ') + " went from "
                        + was.toPlainString() + " to " + amount.toPlainString()
                        + ", expected less than tenfold; pass --accept to take it");
            }
        });
    }

    private static boolean moved(BigDecimal was, BigDecimal is) {
        return is.compareTo(was.multiply(MOST)) > 0 || was.compareTo(is.multiply(MOST)) > 0;
    }

    private static Map<String, BigDecimal> standard(List<ModelPrice> rows) {
        var prices = new HashMap<String, BigDecimal>();
        for (ModelPrice row : rows) {
            for (UnitPrice price : row.prices()) {
                if (row.effectiveTo() == null && price.conditions().equals(PriceConditions.NONE)) {
                    prices.put(
                            row.provider()
                                    + '\n'
                                    + row.model()
                                    + '\n'
                                    + row.region()
                                    + '\n'
                                    + price.unit().key(),
                            price.amount());
                }
            }
        }
        return prices;
    }
}
