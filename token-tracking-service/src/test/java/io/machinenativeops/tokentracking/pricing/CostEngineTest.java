package io.machinenativeops.tokentracking.pricing;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.machinenativeops.tokentracking.usage.Unit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

    private static final Map<Unit, BigDecimal> A_TOKEN = Map.of(Unit.IN_FRESH, BigDecimal.ONE);

    private static PricingRequest request(String model, @Nullable String region) {
        return new PricingRequest("azure", model, AT, null, region, A_TOKEN, 1);
    }

    private static ModelPrice regional(@Nullable String region, String amount) {
        return new ModelPrice(
                "azure.ai.openai",
                "gpt",
                region == null ? List.of() : List.of(region + "/gpt"),
                region,
                "USD",
                "v-" + region,
                null,
                null,
                PriceStatus.SINGLE,
                List.of(price(Unit.IN_FRESH, amount)),
                List.of(),
                null,
                null);
    }

    @Test
    void takesTheRowOfTheRegionAndNeverThatOfAnother() {
        var engine = new CostEngine(PriceBook.of(List.of(regional("eu", "3"), regional("us", "2"))));

        assertThat(engine.price(request("gpt", "EU")).total()).isEqualByComparingTo("3");
        assertThat(engine.price(request("azure/us/gpt", null)).total()).isEqualByComparingTo("2");
        assertThat(engine.price(request("gpt", "apac")).total()).isNull();
        assertThat(engine.price(request("gpt", null)).total()).isNull();
    }

    @Test
    void takesTheRowWithoutRegionWhereTheRegionHasNone() {
        var engine = new CostEngine(PriceBook.of(List.of(regional(null, "1"), regional("eu", "3"))));

        assertThat(engine.price(request("gpt", null)).flags()).isEmpty();
        assertThat(engine.price(request("gpt", "apac")).total()).isEqualByComparingTo("1");
        assertThat(engine.price(request("gpt", "apac")).flags()).containsExactly("region_price_fallback");
    }

    @Test
    void explainsAnOldCostWithTheRowItWasPricedWith() {
        var engine = new CostEngine(PriceBook.of(List.of(regional(null, "1"), regional("eu", "3"))));

        assertThat(engine.explain(request("gpt", null), "v-eu")).hasValueSatisfying(cost -> {
            assertThat(cost.total()).isEqualByComparingTo("3");
            assertThat(cost.isPriced()).isTrue();
        });
        assertThat(engine.explain(request("gpt", null), "v-none")).isEmpty();
    }

    @Test
    void saysInWordsWhyALineCostsWhatItDoes() {
        var row = new ModelPrice(
                "anthropic",
                "m",
                List.of(),
                null,
                "USD",
                "v",
                null,
                null,
                PriceStatus.SINGLE,
                List.of(
                        price(Unit.IN_FRESH, "2"),
                        UnitPrice.of(
                                Unit.IN_FRESH,
                                new BigDecimal("4"),
                                PriceConditions.NONE.withTier("batch").withPromptFrom(10)),
                        UnitPrice.of(Unit.IN_FRESH, new BigDecimal("1"), PriceConditions.NONE.withTier("batch"))),
                List.of(new Multiplier(new BigDecimal("1.1"), PriceConditions.NONE.withRegion("us"))),
                "https://example.com/prices",
                null);
        var engine = new CostEngine(PriceBook.of(List.of(row)));
        var use = Map.of(Unit.IN_FRESH, BigDecimal.valueOf(3), Unit.IN_TOOL_PROMPT, BigDecimal.valueOf(5));

        Cost cost = engine.price(new PricingRequest("anthropic", "m", AT, "batch", "us", use, 10));

        assertThat(cost.lines())
                .containsExactly(
                        new CostLine(
                                "in_fresh",
                                BigDecimal.valueOf(3),
                                "token",
                                new BigDecimal("4"),
                                new BigDecimal("13.2"),
                                "service tier batch, prompt from 10 tokens; multiplied for region us",
                                "https://example.com/prices",
                                new BigDecimal("1.1")),
                        new CostLine(
                                "in_tool_prompt",
                                BigDecimal.valueOf(5),
                                "token",
                                new BigDecimal("4"),
                                new BigDecimal("22.0"),
                                "service tier batch, prompt from 10 tokens; no price for in_tool_prompt, price of in_fresh"
                                        + " taken; multiplied for region us",
                                "https://example.com/prices",
                                new BigDecimal("1.1")));
        assertThat(cost.lines().getFirst().rule())
                .isEqualTo(engine.explain(new PricingRequest("x", "y", AT, "batch", "us", use, 10), "v")
                        .orElseThrow()
                        .lines()
                        .getFirst()
                        .rule());
    }

    @Test
    void namesEveryConditionInWords() {
        var all = new PriceConditions(
                5L,
                null,
                "flex",
                "eu",
                "fast",
                "1080p",
                "hd",
                new TimeOfDay(LocalTime.of(1, 0), LocalTime.of(4, 0), false),
                BigDecimal.TEN);

        assertThat(all.inWords())
                .containsExactly(
                        "service tier flex",
                        "prompt above 5 tokens",
                        "region eu",
                        "speed fast",
                        "size 1080p",
                        "quality hd",
                        "hours 01:00-04:00Z",
                        "from 10 units");
    }

    @Test
    void refusesPricesAndQuantitiesThatMakeNoSense() {
        assertThatThrownBy(() -> price(Unit.IN_FRESH, "-1")).hasMessageContaining("in_fresh is -1, expected 0 or more");
        assertThatThrownBy(() -> new Multiplier(BigDecimal.ZERO, PriceConditions.NONE))
                .hasMessageContaining("multiplier is 0, expected more than 0");
        assertThatThrownBy(() -> new PriceConditions(1L, 2L, null, null, null, null, null, null, null))
                .hasMessageContaining("expected one of them");
        assertThatThrownBy(() ->
                        new PricingRequest("p", "m", AT, null, null, Map.of(Unit.PAGES, BigDecimal.valueOf(-2)), 0))
                .hasMessageContaining("quantity of pages is -2");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-,-",
                "default,-",
                "AUTO,-",
                "standard,-",
                "ON_DEMAND,-",
                "service_tier_standard,-",
                "'',-",
                "batches,batch",
                "Batch,batch",
                "ON_DEMAND_PRIORITY,priority",
                "on-demand-flex,flex",
                "flex,flex",
                "PROVISIONED_THROUGHPUT,provisioned_throughput"
            })
    void spellsTiersInOneWay(@Nullable String sent, @Nullable String expected) {
        assertThat(ServiceTiers.canonical(sent)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "OpenAI,openai",
        "azure-openai,azure.ai.openai",
        "az.ai.openai,azure.ai.openai",
        "AWS Bedrock,aws.bedrock",
        "google,gcp.gemini",
        "gcp.gen_ai,gcp.gemini",
        "vertexai,gcp.vertex_ai",
        "google-vertex,gcp.vertex_ai",
        "mistral,mistral_ai",
        "grok,x_ai",
        "x.ai,x_ai",
        "moonshot,moonshot_ai",
        "watsonx,ibm.watsonx.ai",
        "ibm.watsonx.ai,ibm.watsonx.ai",
        "azure.ai.inference,azure.ai.inference",
        "z.ai,zai",
        "zhipu,zhipuai",
        "together,together_ai",
        "Fireworks AI,fireworks_ai",
        "My Own Host,my_own_host",
        "aws.bedrock,aws.bedrock"
    })
    void knowsProvidersByAllTheirNames(String sent, String expected) {
        assertThat(ProviderNames.canonical(sent)).isEqualTo(expected);
        assertThat(ProviderNames.canonical(expected)).isEqualTo(expected);
    }

    @Test
    void knowsItsOwnNames() {
        assertThat(ProviderNames.known())
                .contains("openai", "bedrock")
                .allSatisfy(name -> assertThat(ProviderNames.known()).contains(ProviderNames.canonical(name)));
    }

    @ParameterizedTest
    @CsvSource({
        "aws.bedrock,arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-v2:1,anthropic.claude",
        "aws.bedrock,arn:aws:bedrock:us-east-1:1:inference-profile/us.amazon.nova-pro-v1:0,us.amazon.nova-pro",
        "gcp.vertex_ai,projects/p/locations/l/publishers/google/models/gemini-2.5-pro@default,gemini-2.5-pro",
        "gcp.gemini,models/gemini-2.5-pro-latest,gemini-2.5-pro",
        "openai,ft:gpt-4o-2024-08-06:acme:support:abc123,ft:gpt-4o",
        "openai,OpenAI/GPT-4o,gpt-4o",
        "anthropic,claude-opus-4-5-20251101-v1:0,claude-opus-4-5",
        "openrouter,anthropic/claude-opus-4-5,anthropic/claude-opus-4-5"
    })
    void takesAModelsNameApart(String provider, String model, String last) {
        assertThat(ModelNames.candidates(provider, model)).first().isEqualTo(model.toLowerCase(Locale.ROOT));
        assertThat(ModelNames.candidates(provider, model)).last().isEqualTo(last);
    }

    @Test
    void triesTheLeastChangedNameFirst() {
        assertThat(ModelNames.candidates("aws.bedrock", "anthropic.claude-v2:1"))
                .containsExactly("anthropic.claude-v2:1", "anthropic.claude-v2", "anthropic.claude");
        assertThat(ModelNames.candidates("anthropic", "anthropic/claude-x-20250101"))
                .containsExactly("anthropic/claude-x-20250101", "claude-x-20250101", "claude-x");
    }
}
