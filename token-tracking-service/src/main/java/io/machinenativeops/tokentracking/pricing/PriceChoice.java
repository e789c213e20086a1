package io.machinenativeops.tokentracking.pricing;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import io.machinenativeops.tokentracking.usage.Unit;
import org.jspecify.annotations.Nullable;

/**
 * The price one unit of a request takes.
 *
 * @param unit the unit used, which is not the price's own when another one stands in
 * @param multipliers surcharges that apply
 * @param missing what the price does not answer to, though the request names it
 */
record PriceChoice(
        PricingRequest request, Unit unit, UnitPrice price, List<Multiplier> multipliers, Set<Missing> missing) {

    /** The rule where nothing else is to be said. */
    private static final String STANDARD = "standard price";

    /** A wish of the request that has no price of its own. */
    enum Missing {
        UNIT(Cost.PRICE_FALLBACK),
        TIER(Cost.TIER_PRICE_FALLBACK),
        LONG_PROMPT(Cost.PROMPT_PRICE_FALLBACK),
        SPEED(Cost.SPEED_PRICE_FALLBACK);

        private final String flag;

        Missing(String flag) {
            this.flag = flag;
        }
    }

    /** Among prices that apply: one of the request's tier first, then the largest prompt bound, then the most conditions. */
    private static final Comparator<UnitPrice> SPECIFIC = Comparator.<UnitPrice>comparingInt(
                    price -> price.conditions().serviceTier() == null ? 0 : 1)
            .thenComparingLong(price -> price.conditions().promptBound())
            .thenComparingInt(price -> price.conditions().count());

    /** The choice for a unit; empty when neither it nor any stand-in has a price that applies. */
    static Optional<PriceChoice> of(PricingRequest request, ModelPrice row, Unit unit, BigDecimal quantity) {
        Optional<UnitPrice> price = best(request, row, unit, quantity);
        for (Unit standIn : unit.standIns()) {
            if (price.isEmpty()) {
                price = best(request, row, standIn, quantity);
            }
        }
        return price.map(own -> {
            UnitPrice found = asTheParent(request, row, unit, quantity, own);
            List<Multiplier> multipliers = unit.kind() == Unit.Kind.TOKENS
                            && !row.multipliers().isEmpty()
                    ? row.multipliers().stream()
                            .filter(multiplier -> multiplier.conditions().apply(request, quantity))
                            .toList()
                    : List.of();
            return new PriceChoice(
                    request, unit, found, multipliers, missing(request, row, unit, quantity, found, multipliers));
        });
    }

    /**
     * A unit whose price is the same as its parent's follows it: what says that reasoning costs what text costs says so of
     * every tier and prompt size for which it states no other price.
     */
    private static UnitPrice asTheParent(
            PricingRequest request, ModelPrice row, Unit unit, BigDecimal quantity, UnitPrice own) {
        if (unit.parent().isEmpty()) {
            return own;
        }
        return unit.parent()
                .filter(parent -> row.prices().stream()
                        .anyMatch(price -> price.unit() == parent
                                && price.conditions().equals(own.conditions())
                                && price.amount().compareTo(own.amount()) == 0))
                .flatMap(parent -> best(request, row, parent, quantity))
                .filter(parents -> SPECIFIC.compare(parents, own) > 0)
                .orElse(own);
    }

    private static Optional<UnitPrice> best(PricingRequest request, ModelPrice row, Unit unit, BigDecimal quantity) {
        UnitPrice best = null;
        for (UnitPrice price : row.prices()) {
            if (price.unit() == unit
                    && price.conditions().apply(request, quantity)
                    && (best == null || SPECIFIC.compare(price, best) > 0)) {
                best = price;
            }
        }
        return Optional.ofNullable(best);
    }

    private static Set<Missing> missing(
            PricingRequest request,
            ModelPrice row,
            Unit unit,
            BigDecimal quantity,
            UnitPrice found,
            List<Multiplier> multipliers) {
        var missing = EnumSet.noneOf(Missing.class);
        if (found.unit() != unit) {
            missing.add(Missing.UNIT);
        }
        // What tools cost does not depend on how the model is served.
        if (unit.side() == Unit.Side.OTHER) {
            return missing;
        }
        PriceConditions conditions = found.conditions();
        if (request.serviceTier() != null && conditions.serviceTier() == null) {
            missing.add(Missing.TIER);
        }
        for (UnitPrice other : row.prices()) {
            if (other.unit() == found.unit()
                    && other.conditions().promptBound() > conditions.promptBound()
                    && other.conditions().apply(request, quantity)) {
                missing.add(Missing.LONG_PROMPT);
            }
        }
        boolean speedPriced = conditions.speed() != null
                || multipliers.stream().anyMatch(m -> m.conditions().speed() != null);
        if (request.speed() != null && !speedPriced) {
            missing.add(Missing.SPEED);
        }
        return missing;
    }

    /** All surcharges multiplied; null when there is none. */
    @Nullable
    BigDecimal factor() {
        if (multipliers.isEmpty()) {
            return null;
        }
        return multipliers.stream()
                .map(Multiplier::factor)
                .reduce(BigDecimal::multiply)
                .orElse(null);
    }

    Set<String> flags() {
        if (missing.isEmpty()) {
            return Set.of();
        }
        var flags = new TreeSet<String>();
        missing.forEach(each -> flags.add(each.flag));
        return flags;
    }

    /** Why this price, in words. */
    String rule() {
        var words = new ArrayList<String>();
        List<String> conditions = price.conditions().inWords();
        if (conditions.isEmpty() && missing.isEmpty() && multipliers.isEmpty()) {
            return STANDARD;
        }
        words.add(conditions.isEmpty() ? STANDARD : String.join(", ", conditions));
        for (Missing each : missing) {
            words.add(
                    switch (each) {
                        case UNIT ->
                            "no price for " + unit.key() + ", price of "
                                    + price.unit().key() + " taken";
                        case TIER -> "no price for service tier " + request.serviceTier();
                        case LONG_PROMPT ->
                            "no price of this tier for a prompt of " + request.promptTotal() + " tokens";
                        case SPEED -> "no price for speed " + request.speed();
                    });
        }
        multipliers.forEach(multiplier -> words.add(
                "multiplied for " + String.join(", ", multiplier.conditions().inWords())));
        return String.join("; ", words);
    }
}
