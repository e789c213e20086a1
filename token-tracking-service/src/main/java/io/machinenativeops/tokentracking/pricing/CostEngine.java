package io.machinenativeops.tokentracking.pricing;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.machinenativeops.tokentracking.usage.Unit;
import org.jspecify.annotations.Nullable;

/**
 * Works out what a call costs.
 *
 * <p>Each unit takes the most specific price of its row that applies; the lines are exact and only their sum is rounded.
 */
public final class CostEngine {
    private static final String CURRENCY = "USD";
    /** Digits after the point that a cost is stored with. */
    private static final int DIGITS = 12;
    /** Among prices that apply: a tier first, then the largest prompt bound, then the number of conditions. */
    private static final Comparator<UnitPrice> SPECIFIC = Comparator.<UnitPrice>comparingInt(
                    price -> price.conditions().serviceTier() == null ? 0 : 1)
            .thenComparingLong(price -> price.conditions().promptBound())
            .thenComparingInt(price -> price.conditions().count());

    private final PriceBook book;

    public CostEngine(PriceBook book) {
        this.book = book;
    }

    /** Prices a call; a call that cannot be priced has no total and says why in its flags. */
    public Cost price(PricingRequest request) {
        return book.find(request.provider(), request.model(), request.region(), request.occurredAt())
                .map(row -> price(request.withTier(ServiceTiers.canonical(request.serviceTier())), row))
                .orElseGet(() -> new Cost(null, CURRENCY, null, List.of(), Set.of(Cost.UNPRICED)));
    }

    private static Cost price(PricingRequest request, ModelPrice row) {
        var flags = new TreeSet<String>();
        var lines = new ArrayList<CostLine>();
        BigDecimal sum = BigDecimal.ZERO;
        boolean complete = true;
        for (var used : new TreeMap<>(request.quantities()).entrySet()) {
            if (used.getValue().signum() == 0) {
                continue;
            }
            Optional<CostLine> line = line(request, row, used, flags);
            if (line.isEmpty()) {
                complete = false;
                flags.add(Cost.UNPRICED);
                flags.add(Cost.UNPRICED_UNIT + used.getKey().key());
                continue;
            }
            lines.add(line.get());
            sum = sum.add(line.get().amount());
        }
        regionFlag(request, row, flags);
        return new Cost(
                complete ? sum.setScale(DIGITS, RoundingMode.HALF_EVEN) : null,
                row.currency(),
                row.version(),
                lines,
                flags);
    }

    private static Optional<CostLine> line(
            PricingRequest request, ModelPrice row, Map.Entry<Unit, BigDecimal> used, Set<String> flags) {
        Unit unit = used.getKey();
        BigDecimal quantity = used.getValue();
        Optional<UnitPrice> own = best(request, row, unit, quantity);
        Optional<UnitPrice> price = own;
        for (Unit standIn : unit.standIns()) {
            if (price.isEmpty()) {
                price = best(request, row, standIn, quantity);
            }
        }
        return price.map(found -> {
            Multiplier multiplier = multiplier(request, row, unit, quantity);
            if (own.isEmpty()) {
                flags.add(Cost.PRICE_FALLBACK);
            }
            if (request.serviceTier() != null && found.conditions().serviceTier() == null) {
                flags.add(Cost.TIER_PRICE_FALLBACK);
            }
            if (request.speed() != null
                    && !"standard".equals(request.speed())
                    && found.conditions().speed() == null
                    && (multiplier == null || multiplier.conditions().speed() == null)
                    && unit.kind() == Unit.Kind.TOKENS) {
                flags.add(Cost.SPEED_PRICE_FALLBACK);
            }
            BigDecimal factor = multiplier == null ? null : multiplier.factor();
            BigDecimal amount = quantity.multiply(found.amount());
            return new CostLine(
                    unit.key(),
                    quantity,
                    unit.measure(),
                    found.amount(),
                    factor == null ? amount : amount.multiply(factor),
                    rule(unit, found, multiplier, request),
                    row.source(),
                    factor);
        });
    }

    private static Optional<UnitPrice> best(PricingRequest request, ModelPrice row, Unit unit, BigDecimal quantity) {
        return row.prices().stream()
                .filter(price -> price.unit() == unit && price.conditions().apply(request, quantity))
                .max(SPECIFIC);
    }

    private static @Nullable Multiplier multiplier(
            PricingRequest request, ModelPrice row, Unit unit, BigDecimal quantity) {
        if (unit.kind() != Unit.Kind.TOKENS) {
            return null;
        }
        List<Multiplier> all = row.multipliers().stream()
                .filter(multiplier -> multiplier.conditions().apply(request, quantity))
                .toList();
        return all.isEmpty() ? null : all.stream().reduce(CostEngine::both).orElseThrow();
    }

    private static Multiplier both(Multiplier first, Multiplier second) {
        PriceConditions conditions = first.conditions();
        PriceConditions more = second.conditions();
        return new Multiplier(
                first.factor().multiply(second.factor()),
                conditions
                        .withRegion(conditions.region() == null ? more.region() : conditions.region())
                        .withSpeed(conditions.speed() == null ? more.speed() : conditions.speed()));
    }

    private static String rule(Unit unit, UnitPrice found, @Nullable Multiplier multiplier, PricingRequest request) {
        var words = new ArrayList<String>();
        if (found.unit() != unit) {
            words.add(
                    "no price for " + unit.key() + ", price of " + found.unit().key());
        }
        List<String> conditions = found.conditions().inWords();
        words.add(conditions.isEmpty() ? "standard price" : String.join(", ", conditions));
        if (request.serviceTier() != null && found.conditions().serviceTier() == null) {
            words.add("no price for service tier " + request.serviceTier());
        }
        if (multiplier != null) {
            words.add("multiplied for "
                    + String.join(", ", multiplier.conditions().inWords()));
        }
        return String.join("; ", words);
    }

    private static void regionFlag(PricingRequest request, ModelPrice row, Set<String> flags) {
        String region = request.region();
        if (region == null
                || "global".equalsIgnoreCase(region)
                || "not_available".equalsIgnoreCase(region)
                || region.equalsIgnoreCase(row.region())) {
            return;
        }
        boolean known = row.prices().stream()
                        .anyMatch(p -> region.equalsIgnoreCase(p.conditions().region()))
                || row.multipliers().stream()
                        .anyMatch(m -> region.equalsIgnoreCase(m.conditions().region()));
        if (!known) {
            flags.add(Cost.REGION_PRICE_FALLBACK);
        }
    }
}
