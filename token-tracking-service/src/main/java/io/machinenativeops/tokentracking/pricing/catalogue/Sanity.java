package io.machinenativeops.tokentracking.pricing.catalogue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import io.machinenativeops.tokentracking.pricing.PriceConditions;
import io.machinenativeops.tokentracking.usage.Unit;

/**
 * Bounds outside which a figure is a slip of its collection and not a price. A refused figure is reported and left out: a
 * missing price shows, a wrong one does not.
 */
final class Sanity {
    /** 1,000 USD for a million tokens; the dearest real model costs 600. A figure beyond it was meant for a thousand. */
    private static final BigDecimal DEAREST_TOKEN = new BigDecimal("0.001");

    private Sanity() {}

    /** The figures that hold, with a report of those that do not. */
    static Map<PriceKey, BigDecimal> check(String what, Map<PriceKey, BigDecimal> prices, ImportReport report) {
        var kept = new LinkedHashMap<PriceKey, BigDecimal>();
        prices.forEach((key, amount) -> {
            Optional<String> slip = slip(key, amount, prices);
            if (slip.isPresent()) {
                report.refused(slip.get(), what + " " + key.unit().key() + " " + amount.toPlainString());
            } else {
                kept.put(key, amount);
            }
        });
        return kept;
    }

    private static Optional<String> slip(PriceKey key, BigDecimal amount, Map<PriceKey, BigDecimal> prices) {
        if (amount.signum() < 0) {
            return Optional.of("negative");
        }
        if (key.unit().kind() != Unit.Kind.TOKENS) {
            return Optional.empty();
        }
        if (amount.compareTo(DEAREST_TOKEN) > 0) {
            return Optional.of("more than 0.001 USD a token");
        }
        BigDecimal fresh = prices.get(new PriceKey(Unit.IN_FRESH, key.conditions()));
        if (fresh == null || fresh.signum() == 0) {
            return Optional.empty();
        }
        BigDecimal ratio = amount.divide(fresh, MathContext.DECIMAL32);
        return switch (key.unit()) {
            case IN_CACHE_READ -> outside(ratio, "0", "1", "cache read dearer than fresh input");
            case IN_CACHE_WRITE_5M, IN_CACHE_WRITE_OTHER ->
                outside(ratio, "0.5", "4", "cache write not between 0.5 and 4 times fresh input");
            case IN_CACHE_WRITE_1H ->
                outside(ratio, "1", "4", "one-hour cache write not between 1 and 4 times fresh input");
            case IN_FRESH -> batch(key, amount, prices);
            default -> Optional.empty();
        };
    }

    private static Optional<String> batch(PriceKey key, BigDecimal amount, Map<PriceKey, BigDecimal> prices) {
        PriceConditions conditions = key.conditions();
        if (!"batch".equals(conditions.serviceTier())) {
            return Optional.empty();
        }
        BigDecimal standard = prices.get(new PriceKey(key.unit(), conditions.withTier(null)));
        return standard != null && amount.compareTo(standard) > 0
                ? Optional.of("batch dearer than standard")
                : Optional.empty();
    }

    private static Optional<String> outside(BigDecimal ratio, String least, String most, String slip) {
        return ratio.compareTo(new BigDecimal(least)) < 0 || ratio.compareTo(new BigDecimal(most)) > 0
                ? Optional.of(slip)
                : Optional.empty();
    }
}
