package io.machinenativeops.tokentracking.pricing.catalogue;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import io.machinenativeops.tokentracking.pricing.Multiplier;
import io.machinenativeops.tokentracking.pricing.PriceConditions;
import io.machinenativeops.tokentracking.pricing.UnitPrice;
import io.machinenativeops.tokentracking.usage.Unit;
import org.jspecify.annotations.Nullable;

/** The prices of one model over time, from what both collections state about it. */
final class Periods {
    private final ImportReport report;
    private final Instant seen;

    Periods(ImportReport report, Instant seen) {
        this.report = report;
        this.seen = seen;
    }

    /** Prices from one moment to the next. */
    record Priced(@Nullable Instant from, @Nullable Instant to, List<UnitPrice> prices, List<Multiplier> multipliers) {}

    /** The periods of a model that one or both collections know. */
    List<Priced> of(String name, @Nullable LitellmModel litellm, @Nullable GenaiModel genai) {
        Map<PriceKey, BigDecimal> undated = litellm == null ? Map.of() : litellm.prices();
        List<GenaiModel.Period> stated =
                genai == null ? List.of(new GenaiModel.Period(null, null, Map.of())) : genai.periods();
        boolean timed = isTimed(name, undated) || stated.stream().anyMatch(period -> isTimed(name, period.prices()));
        undated = Sanity.check(LitellmFile.NAME + " " + name, timed ? timed(undated) : undated, report);
        Map<PriceKey, BigDecimal> current = stated.stream()
                .filter(period -> period.holds(seen))
                .findFirst()
                .orElse(stated.getLast())
                .prices();
        var periods = new ArrayList<Priced>();
        Map<PriceKey, BigDecimal> before = null;
        for (GenaiModel.Period period : stated) {
            Map<PriceKey, BigDecimal> prices = timed ? timed(period.prices()) : period.prices();
            prices = Sanity.check(GenaiFile.NAME + " " + name, prices, report);
            boolean same = period.holds(seen) || standard(period.prices()).equals(standard(current));
            List<UnitPrice> joined =
                    new Agreement(report, same ? undated : Map.of(), prices, begun(prices, before)).join();
            before = prices;
            if (!joined.isEmpty()) {
                List<Multiplier> surcharges = litellm == null || !same ? List.of() : litellm.multipliers();
                add(periods, new Priced(period.from(), period.to(), joined, missing(surcharges, joined)));
            }
        }
        return periods;
    }

    /** A speed that has prices of its own is not multiplied as well. */
    private static List<Multiplier> missing(List<Multiplier> multipliers, List<UnitPrice> prices) {
        return multipliers.stream()
                .filter(multiplier -> {
                    String speed = multiplier.conditions().speed();
                    return speed == null
                            || prices.stream()
                                    .noneMatch(price ->
                                            speed.equals(price.conditions().speed()));
                })
                .toList();
    }

    /** What this period states otherwise than the one before it: of these figures the start is known. */
    private static Set<PriceKey> begun(Map<PriceKey, BigDecimal> prices, @Nullable Map<PriceKey, BigDecimal> before) {
        if (before == null) {
            return Set.of();
        }
        return prices.entrySet().stream()
                .filter(e -> {
                    BigDecimal was = before.get(e.getKey());
                    return was == null || was.compareTo(e.getValue()) != 0;
                })
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** An undated figure is taken for each period whose standard prices are those of the day it was read. */
    private static Map<PriceKey, BigDecimal> standard(Map<PriceKey, BigDecimal> prices) {
        return prices.entrySet().stream()
                .filter(e -> e.getKey().conditions().equals(PriceConditions.NONE))
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().stripTrailingZeros()));
    }

    /** Periods that differ only in what is confirmed are one. */
    private static void add(List<Priced> periods, Priced next) {
        if (!periods.isEmpty()) {
            Priced last = periods.getLast();
            if (Objects.equals(last.to, next.from)
                    && amounts(last).equals(amounts(next))
                    && last.multipliers.equals(next.multipliers)) {
                periods.set(periods.size() - 1, new Priced(last.from, next.to, next.prices, next.multipliers));
                return;
            }
        }
        periods.add(next);
    }

    private static Map<PriceKey, BigDecimal> amounts(Priced period) {
        return period.prices.stream()
                .collect(Collectors.toMap(price -> new PriceKey(price.unit(), price.conditions()), UnitPrice::amount));
    }

    /** Where the lifetime of a cache write has a price, the plain price is the one for five minutes. */
    private static boolean isTimed(String name, Map<PriceKey, BigDecimal> prices) {
        return name.toLowerCase(Locale.ROOT).contains("claude")
                || prices.keySet().stream().anyMatch(key -> key.unit() == Unit.IN_CACHE_WRITE_1H);
    }

    private static Map<PriceKey, BigDecimal> timed(Map<PriceKey, BigDecimal> prices) {
        var timed = new LinkedHashMap<PriceKey, BigDecimal>();
        prices.forEach((key, amount) -> timed.put(
                key.unit() == Unit.IN_CACHE_WRITE_OTHER ? new PriceKey(Unit.IN_CACHE_WRITE_5M, key.conditions()) : key,
                amount));
        return timed;
    }
}
