package io.machinenativeops.tokentracking.pricing;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.machinenativeops.tokentracking.usage.Unit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CostEngineTest {
    private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");

    private static UnitPrice price(Unit unit, String amount) {
        return UnitPrice.of(unit, new BigDecimal(amount), PriceConditions.NONE);
    }

    private static ModelPrice row(String provider, String model, UnitPrice... prices) {
        return new ModelPrice(
                provider,
                model,
                List.of(),
                null,
                "USD",
                "v",
                null,
                null,
                PriceStatus.SINGLE,
                List.of(prices),
                List.of(),
                null,
                null);
    }

    @Test
    void addsExactLinesAndRoundsTheirSumOnce() {
        var engine = new CostEngine(PriceBook.of(List.of(row(
                "anthropic",
                "claude-x",
                price(Unit.IN_FRESH, "0.000003"),
                price(Unit.IN_CACHE_WRITE_5M, "0.00000375"),
                price(Unit.OUT_TEXT, "0.000015")))));

        Cost cost = engine.price(new PricingRequest(
                "Anthropic",
                "claude-x-20250929",
                AT,
                null,
                null,
                Map.of(
                        Unit.IN_FRESH, BigDecimal.valueOf(3),
                        Unit.IN_CACHE_WRITE_5M, BigDecimal.valueOf(12_304),
                        Unit.OUT_TEXT, BigDecimal.valueOf(550)),
                12_307));

        // 3*0.000003 + 12304*0.00000375 + 550*0.000015
        assertThat(cost.total()).isEqualByComparingTo("0.054399");
        assertThat(cost.flags()).isEmpty();
    }

    @Test
    void leavesAnUnknownModelUnpriced() {
        Cost cost = new CostEngine(PriceBook.of(List.of()))
                .price(new PricingRequest("openai", "none", AT, null, null, Map.of(), 0));

        assertThat(cost.total()).isNull();
        assertThat(cost.flags()).containsExactly("unpriced");
    }
}
