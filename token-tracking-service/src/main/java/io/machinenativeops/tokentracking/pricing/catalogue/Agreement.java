package io.machinenativeops.tokentracking.pricing.catalogue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.machinenativeops.tokentracking.pricing.PriceConditions;
import io.machinenativeops.tokentracking.pricing.PriceStatus;
import io.machinenativeops.tokentracking.pricing.TimeOfDay;
import io.machinenativeops.tokentracking.pricing.UnitPrice;
import io.machinenativeops.tokentracking.usage.Unit;

/**
 * Lays the figures of both collections side by side.
 *
 * <p>Where they differ, one list is chosen for all differing token prices of a tier, so that input and output never come
 * from two different price lists; the rules are those of docs/decisions/0005-differing-prices.md.
 */
final class Agreement {
    /** Figures agree when they are equal as far as the coarser one goes, and at least to three digits. */
    private static final int LEAST_DIGITS = 3;

    static final String ZERO = "one states 0, which often means unknown: the price that is not 0";
    static final String DATED = "the list that states since when it holds";
    static final String HOURS = "the other list states the price of certain hours only";
    static final String HIGHER = "neither is dated: the dearer list, since a budget must not stop too late";

    private final ImportReport report;
    private final Map<PriceKey, BigDecimal> litellm;
    private final Map<PriceKey, BigDecimal> genai;
    private final Set<PriceKey> dated;

    /**
     * Figures for one period of one model.
     *
     * @param dated keys for which the second collection states since when the figure holds
     */
    Agreement(
            ImportReport report,
            Map<PriceKey, BigDecimal> litellm,
            Map<PriceKey, BigDecimal> genai,
            Set<PriceKey> dated) {
        this.report = report;
        this.litellm = sameBounds(litellm, genai);
        this.genai = sameDays(genai, litellm);
        this.dated = dated;
    }

    /** The figures of both, joined. */
    List<UnitPrice> join() {
        var keys = new LinkedHashSet<>(genai.keySet());
        keys.addAll(litellm.keySet());
        Map<String, List<PriceKey>> differing = new LinkedHashMap<>();
        var prices = new ArrayList<UnitPrice>();
        for (PriceKey key : keys) {
            BigDecimal first = litellm.get(key);
            BigDecimal second = genai.get(key);
            if (first == null || second == null) {
                report.compared("only " + (first == null ? GenaiFile.NAME : LitellmFile.NAME));
                prices.add(UnitPrice.of(
                        key.unit(), first == null ? Objects.requireNonNull(second) : first, key.conditions()));
            } else if (agree(first, second)) {
                report.compared("agree");
                prices.add(new UnitPrice(key.unit(), second, key.conditions(), PriceStatus.CONFIRMED, List.of(), null));
            } else {
                report.compared("differ");
                differing.computeIfAbsent(list(key), l -> new ArrayList<>()).add(key);
            }
        }
        differing.values().forEach(list -> decide(list, prices));
        return prices;
    }

    /** Token prices of one tier are one list; anything else stands alone. */
    private static String list(PriceKey key) {
        return key.unit().kind() == Unit.Kind.TOKENS
                ? "tier " + key.conditions().serviceTier()
                : key.toString();
    }

    private void decide(List<PriceKey> keys, List<UnitPrice> prices) {
        String reason = HIGHER;
        boolean second = sum(keys, genai).compareTo(sum(keys, litellm)) > 0;
        if (keys.stream().anyMatch(dated::contains)) {
            reason = DATED;
            second = true;
        } else if (keys.stream().allMatch(this::isPriceOfHours)) {
            reason = HOURS;
            second = true;
        }
        for (PriceKey key : keys) {
            BigDecimal one = litellm.getOrDefault(key, BigDecimal.ZERO);
            BigDecimal other = genai.getOrDefault(key, BigDecimal.ZERO);
            boolean zero = one.signum() == 0 || other.signum() == 0;
            String why = zero ? ZERO : reason;
            report.decided(why);
            prices.add(new UnitPrice(
                    key.unit(),
                    zero ? one.max(other) : second ? other : one,
                    key.conditions(),
                    PriceStatus.DECIDED,
                    List.of(new UnitPrice.Figure(LitellmFile.NAME, one), new UnitPrice.Figure(GenaiFile.NAME, other)),
                    why));
        }
        if (!second) {
            prices.removeIf(price -> isHourOf(price, keys));
        }
    }

    private boolean isPriceOfHours(PriceKey key) {
        BigDecimal figure = litellm.getOrDefault(key, BigDecimal.ZERO);
        return genai.entrySet().stream()
                .anyMatch(e -> e.getKey().unit() == key.unit()
                        && e.getKey().conditions().timeOfDay() != null
                        && agree(e.getValue(), figure));
    }

    private boolean isHourOf(UnitPrice price, List<PriceKey> keys) {
        boolean hour =
                price.conditions().timeOfDay() != null && keys.stream().anyMatch(key -> key.unit() == price.unit());
        if (hour) {
            report.left(GenaiFile.NAME, "price of certain hours", "its list was not chosen");
        }
        return hour;
    }

    private static BigDecimal sum(List<PriceKey> keys, Map<PriceKey, BigDecimal> figures) {
        return keys.stream()
                .map(key -> figures.getOrDefault(key, BigDecimal.ZERO))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    static boolean agree(BigDecimal one, BigDecimal other) {
        BigDecimal a = one.stripTrailingZeros();
        BigDecimal b = other.stripTrailingZeros();
        var digits =
                new MathContext(Math.max(LEAST_DIGITS, Math.min(a.precision(), b.precision())), RoundingMode.HALF_UP);
        return a.round(digits).compareTo(b.round(digits)) == 0;
    }

    /** The second collection cannot say on which days its hours hold; where the first does, it is meant by both. */
    private static Map<PriceKey, BigDecimal> sameDays(
            Map<PriceKey, BigDecimal> genai, Map<PriceKey, BigDecimal> litellm) {
        var moved = new LinkedHashMap<PriceKey, BigDecimal>();
        genai.forEach((key, amount) -> {
            TimeOfDay hours = key.conditions().timeOfDay();
            PriceKey exact = hours == null || !hours.days().isEmpty()
                    ? key
                    : litellm.keySet().stream()
                            .filter(other -> isSameButDays(other, key, hours))
                            .findFirst()
                            .orElse(key);
            moved.put(exact, amount);
        });
        return moved;
    }

    private static boolean isSameButDays(PriceKey other, PriceKey key, TimeOfDay hours) {
        TimeOfDay exact = other.conditions().timeOfDay();
        return other.unit() == key.unit()
                && exact != null
                && exact.on(Set.of()).equals(hours)
                && other.conditions().withTimeOfDay(hours).equals(key.conditions());
    }

    /** The first collection cannot say that a bound is counted in; where the second says so, it is meant by both. */
    private static Map<PriceKey, BigDecimal> sameBounds(
            Map<PriceKey, BigDecimal> litellm, Map<PriceKey, BigDecimal> genai) {
        var countedIn = new LinkedHashSet<Long>();
        genai.keySet().forEach(key -> {
            Long from = key.conditions().promptTokensFrom();
            if (from != null) {
                countedIn.add(from);
            }
        });
        var moved = new LinkedHashMap<PriceKey, BigDecimal>();
        litellm.forEach((key, amount) -> {
            PriceConditions conditions = key.conditions();
            Long above = conditions.promptTokensAbove();
            moved.put(
                    above != null && countedIn.contains(above)
                            ? new PriceKey(key.unit(), conditions.withPromptFrom(above))
                            : key,
                    amount);
        });
        return moved;
    }
}
