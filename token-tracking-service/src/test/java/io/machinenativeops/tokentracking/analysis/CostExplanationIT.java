package io.machinenativeops.tokentracking.analysis;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;

import io.machinenativeops.tokentracking.pricing.CostEngine;
import io.machinenativeops.tokentracking.pricing.PriceBook;
import io.machinenativeops.tokentracking.pricing.PricingRequest;
import io.machinenativeops.tokentracking.storage.StoredUsage;
import io.machinenativeops.tokentracking.usage.Unit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static io.machinenativeops.tokentracking.storage.StoredUsage.event;
import static org.assertj.core.api.Assertions.assertThat;

/** Lets a running service explain costs that the engine made before. */
class CostExplanationIT {

    private static AnalysisService service;

    @BeforeAll
    static void start() {
        service = new AnalysisService();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void linesSumToTheStoredCost() {
        var organization = AnalysisService.organization();
        var book = PriceBook.load();
        var quantities = Map.of(
                Unit.IN_FRESH, new BigDecimal(3),
                Unit.IN_CACHE_WRITE_5M, new BigDecimal(12_304),
                Unit.OUT_TEXT, new BigDecimal(550));
        var cost = new CostEngine(book)
                .price(new PricingRequest(
                        "anthropic", "claude-sonnet-4-5", StoredUsage.NOON, null, null, quantities, 12_307));
        assertThat(cost.total()).isEqualByComparingTo("0.054399");
        service.store(
                event("priced")
                        .organization(organization)
                        .noBuckets()
                        .bucket("in_fresh", "3")
                        .bucket("in_cache_write_5m", "12304")
                        .bucket("out_text", "550")
                        .priceVersion(cost.priceVersion())
                        .cost("0.054399")
                        .item(),
                event("changed")
                        .organization(organization)
                        .noBuckets()
                        .bucket("in_fresh", "3")
                        .priceVersion(cost.priceVersion())
                        .cost("0.06")
                        .item());
        var token = AnalysisService.reader(organization);

        var explanation = service.get(token, "/api/v1/usage/events/priced/cost-explanation");

        assertThat(explanation.path("explained").asBoolean()).isTrue();
        assertThat(explanation.path("reason").isNull()).isTrue();
        assertThat(explanation.path("currency").asString()).isEqualTo("USD");
        assertThat(explanation.path("priceVersion").asString()).isEqualTo(cost.priceVersion());
        assertThat(explanation.path("lines")).hasSize(3);
        var sum = BigDecimal.ZERO;
        for (var line : explanation.path("lines")) {
            var amount = new BigDecimal(line.path("amount").asString());
            assertThat(amount)
                    .isEqualByComparingTo(line.path("quantity")
                            .decimalValue()
                            .multiply(new BigDecimal(line.path("unitPrice").asString())));
            sum = sum.add(amount);
        }
        assertThat(sum.setScale(12, RoundingMode.HALF_EVEN)).isEqualByComparingTo("0.054399");
        assertThat(explanation.path("rawUsage").path("output_tokens").asInt()).isEqualTo(1);

        var changed = service.get(token, "/api/v1/usage/events/changed/cost-explanation");
        assertThat(changed.path("explained").asBoolean()).isFalse();
        assertThat(changed.path("reason").asString()).contains("0.000009", "0.06");
    }

    @Test
    void saysWhyThereIsNoPrice() {
        var organization = AnalysisService.organization();
        service.store(
                event("unknown")
                        .organization(organization)
                        .model("acme", "secret-1")
                        .cost(null)
                        .flags("unpriced")
                        .item(),
                event("unit")
                        .organization(organization)
                        .cost(null)
                        .flags("unpriced", "unpriced_unit:images")
                        .item(),
                event("reported")
                        .organization(organization)
                        .cost("1.5")
                        .priceVersion(null)
                        .flags("provider_cost")
                        .item(),
                event("forgotten")
                        .organization(organization)
                        .cost("1.5")
                        .priceVersion("gone")
                        .item());
        var token = AnalysisService.reader(organization);

        assertExplained(token, "unknown", "secret-1 at acme");
        assertExplained(token, "unit", "images");
        assertExplained(token, "reported", "reported");
        assertExplained(token, "forgotten", "gone");
        assertThat(service.send(token, "/api/v1/usage/events/none/cost-explanation")
                        .statusCode())
                .isEqualTo(404);
    }

    private static void assertExplained(String token, String eventId, String reason) {
        var explanation = service.get(token, "/api/v1/usage/events/" + eventId + "/cost-explanation");
        assertThat(explanation.path("lines")).isEmpty();
        assertThat(explanation.path("explained").asBoolean()).isFalse();
        assertThat(explanation.path("reason").asString()).contains(reason);
    }
}
