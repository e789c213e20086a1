package io.machinenativeops.tokentracking.pricing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import io.machinenativeops.platform.testing.TestIssuer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** The catalogue over HTTP, with security on. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        classes = PriceControllerIT.Application.class)
@AutoConfigureRestTestClient
class PriceControllerIT {
    private static final TestIssuer ISSUER = new TestIssuer();
    private static final String ORGANIZATION = "0190a000-0000-7000-8000-000000000001";

    private final RestTestClient client;

    PriceControllerIT(@Autowired RestTestClient client) {
        this.client = client;
    }

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        registry.add("MNO_JWKS", ISSUER::jwks);
    }

    /** The part of the service that shows prices: no stream, no store. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(
            excludeName = {
                "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
                "org.springframework.cloud.stream.config.BindingServiceConfiguration",
                "org.springframework.cloud.stream.function.FunctionConfiguration"
            })
    @Import({PricingConfiguration.class, PriceController.class})
    static class Application {}

    private RestTestClient.ResponseSpec get(String uri) {
        return client.get()
                .uri(uri)
                .header("Authorization", "Bearer " + ISSUER.token(ORGANIZATION, "usage:read"))
                .exchange();
    }

    private JsonNode body(String uri) {
        return Objects.requireNonNull(get(uri).expectStatus()
                .isOk()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody());
    }

    private JsonNode onlyItem(String uri) {
        JsonNode items = body(uri).path("items");
        assertThat(items.size()).isEqualTo(1);
        return items.get(0);
    }

    private static List<String> each(JsonNode list, String field) {
        return list.valueStream().map(item -> item.path(field).asString()).toList();
    }

    /** The amount of a unit under exactly these conditions. */
    private static String amount(JsonNode item, String unit, Map<String, String> conditions) {
        return item.path("prices")
                .valueStream()
                .filter(price -> price.path("unit").asString().equals(unit)
                        && price.path("conditions").size() == conditions.size()
                        && conditions.entrySet().stream()
                                .allMatch(e -> price.path("conditions")
                                        .path(e.getKey())
                                        .asString()
                                        .equals(e.getValue())))
                .map(price -> price.path("amount").asString())
                .collect(Collectors.joining(","));
    }

    @Test
    void showsPeakHoursWithTheirDays() {
        JsonNode item = onlyItem("/api/v1/prices?provider=deepseek&model=deepseek-flash");

        List<JsonNode> peak = item.path("prices")
                .valueStream()
                .filter(price -> price.path("unit").asString().equals("in_fresh")
                        && price.path("conditions").has("timeOfDay"))
                .map(price -> price.path("conditions").path("timeOfDay"))
                .toList();
        assertThat(peak).hasSize(2).allSatisfy(hours -> {
            assertThat(hours.path("of").asString()).isEqualTo("start");
            assertThat(hours.path("days").valueStream().map(JsonNode::asString))
                    .containsExactly("monday", "tuesday", "wednesday", "thursday", "friday");
        });
    }

    @Test
    void showsImagesBySizeAndQualityAndSurchargesByRegion() {
        JsonNode image = onlyItem("/api/v1/prices?provider=openai&model=gpt-image-1");
        assertThat(amount(image, "images", Map.of("size", "1024x1024", "quality", "high")))
                .isEqualTo("0.167");

        JsonNode claude = onlyItem("/api/v1/prices?provider=vertex_ai&model=claude-sonnet-4-5");
        JsonNode surcharge = claude.path("multipliers").get(0);
        assertThat(surcharge.path("factor").asString()).isEqualTo("1.1");
        assertThat(surcharge.path("conditions").path("region").asString()).isEqualTo("regional");
    }

    @Test
    void showsThePricesOfAModel() {
        JsonNode item = onlyItem("/api/v1/prices?provider=anthropic&model=claude-sonnet-4-5-20250929");

        assertThat(item.path("provider").asString()).isEqualTo("anthropic");
        assertThat(item.path("model").asString()).isEqualTo("claude-sonnet-4-5-20250929");
        assertThat(item.path("currency").asString()).isEqualTo("USD");
        assertThat(item.path("version").asString()).startsWith("p1-");
        assertThat(item.path("seenAt").asString()).isEqualTo("2026-11-23");
        assertThat(item.path("effectiveTo").isNull()).isTrue();
        assertThat(amount(item, "in_cache_read", Map.of())).isEqualTo("0.0000003");
        assertThat(amount(item, "in_fresh", Map.of("serviceTier", "batch"))).isEqualTo("0.0000015");
        assertThat(amount(item, "out_text", Map.of("promptTokensAbove", "200000")))
                .isEqualTo("0.0000225");
    }

    @Test
    void showsThePriceThatWasInForce() {
        JsonNode item = onlyItem("/api/v1/prices?provider=openai&model=gpt-5.6&at=2026-08-20T00:00:00Z");

        assertThat(item.path("effectiveFrom").isNull()).isTrue();
        assertThat(item.path("effectiveTo").asString()).isEqualTo("2026-08-21T00:00:00Z");
        assertThat(amount(item, "out_text", Map.of())).isEqualTo("0.00003");
    }

    @Test
    void showsBothFiguresOfADecidedPrice() {
        JsonNode item = onlyItem("/api/v1/prices?provider=xai&model=grok-code-fast-1");
        JsonNode price = item.path("prices").get(0);

        assertThat(item.path("status").asString()).isEqualTo("decided");
        assertThat(each(price.path("figures"), "collection")).containsExactly("litellm", "genai-prices");
        assertThat(each(price.path("figures"), "amount")).containsExactly("0.000001", "0.0000002");
        assertThat(price.path("reason").asString()).isNotBlank();
    }

    @Test
    void namesTheRegionOfARowInItsConditions() {
        JsonNode item = body("/api/v1/prices?provider=azure&model=gpt-4o-2024-08-06")
                .path("items")
                .valueStream()
                .filter(each -> each.path("aliases").toString().contains("\"eu/gpt-4o-2024-08-06\""))
                .findFirst()
                .orElseThrow();

        assertThat(item.path("prices").valueStream())
                .allSatisfy(price -> assertThat(
                                price.path("conditions").path("region").asString())
                        .isEqualTo("eu"));
    }

    @Test
    void pagesThroughAProviderWithoutLossOrRepetition() {
        String filter = "/api/v1/prices?provider=mistral&at=2026-11-22T00:00:00Z&limit=";
        var seen = new ArrayList<String>();
        String cursor = "";
        do {
            JsonNode page = body(filter + "37" + cursor);
            seen.addAll(each(page.path("items"), "version"));
            cursor = page.path("nextCursor").isNull()
                    ? ""
                    : "&cursor=" + page.path("nextCursor").asString();
        } while (!cursor.isEmpty());

        assertThat(seen)
                .hasSizeGreaterThan(74)
                .isEqualTo(each(body(filter + "500").path("items"), "version"));
    }

    @Test
    void listsTheModelOfAllProvidersThatHaveIt() {
        assertThat(each(body("/api/v1/prices?model=gpt-4o").path("items"), "provider"))
                .contains("openai", "azure.ai.openai")
                .doesNotContain("anthropic");
    }

    @Test
    void listsTheImports() {
        JsonNode newest = body("/api/v1/prices/versions").path("items").get(0);

        assertThat(newest.path("seenAt").asString()).isEqualTo("2026-11-23");
        assertThat(newest.path("models").intValue()).isGreaterThan(1_000);
        assertThat(newest.path("confirmed").intValue()
                        + newest.path("single").intValue()
                        + newest.path("decided").intValue())
                .isEqualTo(newest.path("rows").intValue());
    }

    @Test
    void findsNothingForAnUnknownModel() {
        assertThat(body("/api/v1/prices?provider=openai&model=none")
                        .path("items")
                        .size())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({"limit,0", "limit,501", "limit,ten", "at,yesterday", "cursor,p1-none"})
    void refusesAParameterThatIsNotAllowedAndNamesIt(String name, String value) {
        JsonNode problem = Objects.requireNonNull(get("/api/v1/prices?" + name + "=" + value)
                .expectStatus()
                .isBadRequest()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody());

        assertThat(problem.path("type").asString()).isEqualTo("urn:mno:problem:invalid-parameter");
        assertThat(problem.path("errors").get(0).path("field").asString()).isEqualTo(name);
        assertThat(problem.path("detail").asString()).contains(value);
    }

    @ParameterizedTest
    @CsvSource({"/api/v1/prices", "/api/v1/prices/versions"})
    void answersNobodyWithoutThePermission(String path) {
        client.get().uri(path).exchange().expectStatus().isUnauthorized();
        client.get()
                .uri(path)
                .header("Authorization", "Bearer " + ISSUER.token(ORGANIZATION, "usage:write"))
                .exchange()
                .expectStatus()
                .isForbidden();
    }
}
