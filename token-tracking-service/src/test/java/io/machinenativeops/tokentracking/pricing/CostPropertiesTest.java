package io.machinenativeops.tokentracking.pricing;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

import io.machinenativeops.tokentracking.usage.Unit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What holds of every price list, tried on random calls to random models of the shipped catalogue. */
class CostPropertiesTest {
    private static final Instant AT = Instant.parse("2026-11-22T12:00:00Z");
    private static final PriceBook BOOK = PriceBook.load();
    private static final int CALLS = 3_000;
    private static final List<String> TIERS = List.of("standard", "batch", "flex", "priority", "unheard_of");
    private static final BigDecimal HALF_A_DIGIT = new BigDecimal("0.0000000000005");

    private final Random random = new Random(20_261_122);

    private ModelPrice anyRow() {
        List<ModelPrice> rows = BOOK.rows();
        ModelPrice row;
        do {
            row = rows.get(random.nextInt(rows.size()));
        } while (!row.validAt(AT));
        return row;
    }

    /** Quantities of units the row prices, so that the call is priced. */
    private Map<Unit, BigDecimal> anyUse(ModelPrice row) {
        var use = new EnumMap<Unit, BigDecimal>(Unit.class);
        for (UnitPrice price : row.prices()) {
            if (price.conditions().count() == 0 && random.nextBoolean()) {
                use.put(price.unit(), BigDecimal.valueOf(random.nextInt(400_000)));
            }
        }
        return use;
    }

    private String anyTier() {
        return TIERS.get(random.nextInt(TIERS.size()));
    }

    private static PricingRequest call(ModelPrice row, Map<Unit, BigDecimal> use, long prompt, String tier) {
        return new PricingRequest(row.provider(), row.model(), AT, tier, row.region(), use, prompt);
    }

    private static BigDecimal exact(Cost cost) {
        return cost.lines().stream().map(CostLine::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    @Test
    void isNeverNegativeAndRoundsOnlyTheSum() {
        var engine = new CostEngine(BOOK);
        for (int i = 0; i < CALLS; i++) {
            ModelPrice row = anyRow();
            Cost cost = engine.price(call(row, anyUse(row), random.nextInt(400_000), anyTier()));

            BigDecimal total = Objects.requireNonNull(cost.total(), row.model());
            assertThat(total).as(row.model()).isNotNegative();
            assertThat(total.scale()).isEqualTo(12);
            assertThat(total.subtract(exact(cost)).abs()).isLessThanOrEqualTo(HALF_A_DIGIT);
            assertThat(cost.priceVersion()).isEqualTo(row.version());
        }
    }

    @Test
    void addsUpWhenOneCallIsSplitInTwo() {
        var engine = new CostEngine(BOOK);
        for (int i = 0; i < CALLS; i++) {
            ModelPrice row = anyRow();
            Map<Unit, BigDecimal> one = anyUse(row);
            Map<Unit, BigDecimal> other = anyUse(row);
            var both = new EnumMap<Unit, BigDecimal>(Unit.class);
            both.putAll(one);
            other.forEach((unit, quantity) -> both.merge(unit, quantity, BigDecimal::add));
            long prompt = random.nextInt(400_000);
            String tier = anyTier();

            assertThat(exact(engine.price(call(row, both, prompt, tier))))
                    .as(row.model())
                    .isEqualByComparingTo(exact(engine.price(call(row, one, prompt, tier)))
                            .add(exact(engine.price(call(row, other, prompt, tier)))));
        }
    }

    @Test
    void doesNotDependOnTheOrderOfPrices() {
        for (int i = 0; i < CALLS / 10; i++) {
            ModelPrice row = anyRow();
            var shuffled = new ArrayList<>(row.prices());
            Collections.shuffle(shuffled, random);
            var other = new ModelPrice(
                    row.provider(),
                    row.model(),
                    row.aliases(),
                    row.region(),
                    row.currency(),
                    row.version(),
                    row.effectiveFrom(),
                    row.effectiveTo(),
                    row.status(),
                    shuffled,
                    row.multipliers(),
                    row.source(),
                    row.seenAt());
            PricingRequest call = call(row, anyUse(row), random.nextInt(400_000), anyTier());

            assertThat(new CostEngine(PriceBook.of(List.of(other))).price(call))
                    .isEqualTo(new CostEngine(PriceBook.of(List.of(row))).price(call));
        }
    }

    @Test
    void neverCostsLessForMore() {
        var engine = new CostEngine(BOOK);
        for (int i = 0; i < CALLS; i++) {
            ModelPrice row = anyRow();
            Map<Unit, BigDecimal> use = anyUse(row);
            var more = new EnumMap<Unit, BigDecimal>(Unit.class);
            use.forEach((unit, quantity) -> more.put(unit, quantity.add(BigDecimal.valueOf(random.nextInt(1_000)))));

            assertThat(exact(engine.price(call(row, more, 1_000, "standard"))))
                    .isGreaterThanOrEqualTo(exact(engine.price(call(row, use, 1_000, "standard"))));
        }
    }

    /** Worked out again in whole numbers of 10^-30 USD, without the decimals of the engine. */
    @Test
    void equalsTheSumInWholeNumbers() {
        var engine = new CostEngine(BOOK);
        for (int i = 0; i < CALLS; i++) {
            ModelPrice row = anyRow();
            Cost cost = engine.price(call(row, anyUse(row), random.nextInt(400_000), anyTier()));

            BigInteger sum = BigInteger.ZERO;
            for (CostLine line : cost.lines()) {
                BigInteger price = line.unitPrice().movePointRight(30).toBigIntegerExact();
                sum = sum.add(price.multiply(line.quantity().toBigIntegerExact()));
            }
            BigInteger[] parts = sum.divideAndRemainder(BigInteger.TEN.pow(18));
            int half = parts[1].shiftLeft(1).compareTo(BigInteger.TEN.pow(18));
            boolean up = half > 0 || (half == 0 && parts[0].testBit(0));
            BigInteger rounded = up ? parts[0].add(BigInteger.ONE) : parts[0];
            assertThat(cost.lines()).allMatch(line -> line.multiplier() == null);
            assertThat(Objects.requireNonNull(cost.total(), row.model()).unscaledValue())
                    .as(row.model() + " in units of 10^-12 USD")
                    .isEqualTo(rounded);
        }
    }

    /** The same tokens in another order of the units, and split over any number of calls, cost the same. */
    @Test
    void doesNotDependOnTheOrderOfUnits() {
        var engine = new CostEngine(BOOK);
        for (int i = 0; i < CALLS / 10; i++) {
            ModelPrice row = anyRow();
            Map<Unit, BigDecimal> use = anyUse(row);
            var names = new ArrayList<>(use.keySet());
            Collections.shuffle(names, random);
            Map<Unit, BigDecimal> shuffled = new LinkedHashMap<>();
            names.forEach(name -> shuffled.put(name, use.getOrDefault(name, BigDecimal.ZERO)));
            BigDecimal single = BigDecimal.ZERO;
            for (Unit name : names) {
                single = single.add(exact(engine.price(
                        call(row, Map.of(name, use.getOrDefault(name, BigDecimal.ZERO)), 1_000, "batch"))));
            }

            Cost cost = engine.price(call(row, use, 1_000, "batch"));
            assertThat(engine.price(call(row, shuffled, 1_000, "batch"))).isEqualTo(cost);
            assertThat(exact(cost)).isEqualByComparingTo(single);
        }
    }
}
