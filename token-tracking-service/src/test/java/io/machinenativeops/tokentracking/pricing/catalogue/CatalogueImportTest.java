package io.machinenativeops.tokentracking.pricing.catalogue;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

import io.machinenativeops.tokentracking.pricing.ModelPrice;
import io.machinenativeops.tokentracking.pricing.PriceBook;
import io.machinenativeops.tokentracking.pricing.PriceStatus;
import io.machinenativeops.tokentracking.pricing.UnitPrice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The import on small collections written by hand. */
class CatalogueImportTest {
    private static final LocalDate SEEN = LocalDate.parse("2026-11-23");

    private static CatalogueImport made(String litellm, String genai) {
        return CatalogueImport.of(litellm, genai, SEEN);
    }

    private static List<ModelPrice> rows(String litellm, String genai) {
        return made(litellm, genai).rows();
    }

    private static ModelPrice only(String litellm, String genai) {
        List<ModelPrice> rows = rows(litellm, genai);
        assertThat(rows).hasSize(1);
        return rows.getFirst();
    }

    /** The second collection with one provider and these models. */
    private static String genai(String provider, String... models) {
        return "[{\"id\":\"" + provider + "\",\"pricing_urls\":[\"https://example.com/prices\"],\"models\":["
                + String.join(",", models) + "]}]";
    }

    private static UnitPrice price(ModelPrice row, String unit) {
        return row.prices().stream()
                .filter(price ->
                        price.unit().key().equals(unit) && price.conditions().count() == 0)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void keepsEveryDigitOfADecimal() {
        ModelPrice row = only(
                "{\"openai/m\":{\"litellm_provider\":\"openai\",\"input_cost_per_token\":1.25e-05,\"output_cost_per_image\":0.1}}",
                "[]");

        assertThat(price(row, "in_fresh").amount().toPlainString()).isEqualTo("0.0000125");
        assertThat(price(row, "images").amount().toPlainString()).isEqualTo("0.1");
    }

    @Test
    void dropsTheNoiseADoubleLeft() {
        ModelPrice row = only(
                "{\"databricks/m\":{\"litellm_provider\":\"databricks\",\"input_cost_per_token\":0.0000029999900000000002}}",
                "[]");

        assertThat(price(row, "in_fresh").amount()).isEqualByComparingTo("0.00000299999");
    }

    @Test
    void confirmsWhatBothState() {
        ModelPrice row = only(
                "{\"m\":{\"litellm_provider\":\"openai\",\"input_cost_per_token\":2.5e-06,\"output_cost_per_token\":1e-05,"
                        + "\"source\":\"https://openai.example/prices\"}}",
                genai(
                        "openai",
                        "{\"id\":\"m\",\"match\":{\"equals\":{\"equals\":\"m\"}},\"prices\":{\"input_mtok\":\"2.5\",\"output_mtok\":\"10\"}}"));

        assertThat(row.status()).isEqualTo(PriceStatus.CONFIRMED);
        assertThat(row.source()).isEqualTo("https://openai.example/prices");
        assertThat(row.prices()).allSatisfy(price -> assertThat(price.figures()).isEmpty());
        assertThat(row.seenAt()).isEqualTo(SEEN);
    }

    @Test
    void leavesDateAndSourceEmptyWhenNobodyStatesThem() {
        ModelPrice row = only("{\"m\":{\"litellm_provider\":\"openai\",\"input_cost_per_token\":1e-06}}", "[]");

        assertThat(row.effectiveFrom()).isNull();
        assertThat(row.effectiveTo()).isNull();
        assertThat(row.source()).isNull();
        assertThat(row.status()).isEqualTo(PriceStatus.SINGLE);
    }

    @Test
    void takesThePageOfTheProviderWhenOnlyTheSecondCollectionKnowsTheModel() {
        ModelPrice row = only(
                "{}",
                genai(
                        "mistral",
                        "{\"id\":\"m\",\"match\":{\"equals\":{\"equals\":\"m\"}},\"prices\":{\"input_mtok\":\"2\"}}"));

        assertThat(row.provider()).isEqualTo("mistral_ai");
        assertThat(row.source()).isEqualTo("https://example.com/prices");
    }

    @Test
    void choosesOneListForAllFiguresThatDiffer() {
        // 1 + 9 is less than 2 + 9: the second list is dearer as a whole, though its cached input is cheaper.
        ModelPrice row = only(
                "{\"m\":{\"litellm_provider\":\"groq\",\"input_cost_per_token\":1e-06,\"output_cost_per_token\":9e-06,"
                        + "\"cache_read_input_token_cost\":5e-07}}",
                genai(
                        "groq",
                        "{\"id\":\"m\",\"match\":{\"equals\":{\"equals\":\"m\"}},\"prices\":{\"input_mtok\":\"2\",\"output_mtok\":\"9\",\"cache_read_mtok\":\"0.2\"}}"));

        assertThat(row.status()).isEqualTo(PriceStatus.DECIDED);
        assertThat(price(row, "in_fresh").amount()).isEqualByComparingTo("0.000002");
        assertThat(price(row, "in_cache_read").amount()).isEqualByComparingTo("0.0000002");
        assertThat(price(row, "in_cache_read").reason()).isEqualTo(Agreement.HIGHER);
        assertThat(price(row, "in_fresh").figures())
                .containsExactly(
                        new UnitPrice.Figure("litellm", new BigDecimal("0.000001")),
                        new UnitPrice.Figure("genai-prices", new BigDecimal("0.000002")));
        assertThat(price(row, "out_text").status()).isEqualTo(PriceStatus.CONFIRMED);
    }

    @Test
    void prefersAPriceToAZero() {
        ModelPrice row = only(
                "{\"m\":{\"litellm_provider\":\"groq\",\"input_cost_per_token\":0.0}}",
                genai(
                        "groq",
                        "{\"id\":\"m\",\"match\":{\"equals\":{\"equals\":\"m\"}},\"prices\":{\"input_mtok\":\"2\"}}"));

        assertThat(price(row, "in_fresh").amount()).isEqualByComparingTo("0.000002");
        assertThat(price(row, "in_fresh").reason()).isEqualTo(Agreement.ZERO);
    }

    @Test
    void prefersTheListThatIsDated() {
        List<ModelPrice> rows = rows(
                "{\"m\":{\"litellm_provider\":\"groq\",\"input_cost_per_token\":5e-06,\"input_cost_per_token_priority\":9e-06}}",
                genai(
                        "groq",
                        "{\"id\":\"m\",\"match\":{\"equals\":{\"equals\":\"m\"}},\"prices\":[{\"prices\":{\"input_mtok\":\"3\"}},"
                                + "{\"constraint\":{\"start_date\":\"2026-08-01\"},\"prices\":{\"input_mtok\":\"2\"}}]}"));

        assertThat(rows).hasSize(2);
        ModelPrice before = rows.getFirst();
        ModelPrice since = rows.getLast();
        assertThat(before.effectiveTo()).isEqualTo(Instant.parse("2026-08-01T00:00:00Z"));
        assertThat(since.effectiveFrom()).isEqualTo(Instant.parse("2026-08-01T00:00:00Z"));
        assertThat(price(since, "in_fresh").amount()).isEqualByComparingTo("0.000002");
        assertThat(price(since, "in_fresh").reason()).isEqualTo(Agreement.DATED);
        // What is undated says nothing about the time before the price changed.
        assertThat(before.prices()).hasSize(1);
        assertThat(price(before, "in_fresh").amount()).isEqualByComparingTo("0.000003");
        assertThat(since.prices()).hasSize(2);
    }

    @Test
    void takesUndatedTiersForATimeWithTheSameStandardPrice() {
        List<ModelPrice> rows = rows(
                "{\"m\":{\"litellm_provider\":\"groq\",\"input_cost_per_token\":2e-06,\"input_cost_per_token_batches\":1e-06}}",
                genai(
                        "groq",
                        "{\"id\":\"m\",\"match\":{\"equals\":{\"equals\":\"m\"}},\"prices\":{\"input_mtok\":\"2\"},"
                                + "\"price_variants\":[{\"when\":{\"processing\":\"batch\"},\"prices\":{\"input_mtok\":\"1\"},"
                                + "\"constraint\":{\"start_date\":\"2026-10-14\"}}]}"));

        // Both periods cost the same, so they are one.
        assertThat(rows).hasSize(1);
        assertThat(rows.getFirst().effectiveFrom()).isNull();
        assertThat(rows.getFirst().prices()).hasSize(2).allMatch(p -> p.status() == PriceStatus.CONFIRMED);
    }

    @Test
    void takesTheListThatKnowsTheHours() {
        ModelPrice row = only(
                "{\"deepseek/m\":{\"litellm_provider\":\"deepseek\",\"input_cost_per_token\":3e-07}}",
                genai(
                        "deepseek",
                        "{\"id\":\"m\",\"match\":{\"equals\":{\"equals\":\"m\"}},\"prices\":[{\"prices\":{\"input_mtok\":\"0.15\"}},"
                                + "{\"constraint\":{\"start_time\":\"01:00:00+00:00\",\"end_time\":\"04:00:00+00:00\"},\"prices\":{\"input_mtok\":\"0.3\"}}]}"));

        assertThat(price(row, "in_fresh").amount()).isEqualByComparingTo("0.00000015");
        assertThat(price(row, "in_fresh").reason()).isEqualTo(Agreement.HOURS);
        assertThat(row.prices()).hasSize(2);
    }

    @Test
    void dropsTheHoursOfAListThatWasNotChosen() {
        ModelPrice row = only(
                "{\"deepseek/m\":{\"litellm_provider\":\"deepseek\",\"input_cost_per_token\":9e-07}}",
                genai(
                        "deepseek",
                        "{\"id\":\"m\",\"match\":{\"equals\":{\"equals\":\"m\"}},\"prices\":[{\"prices\":{\"input_mtok\":\"0.15\"}},"
                                + "{\"constraint\":{\"start_time\":\"01:00:00+00:00\",\"end_time\":\"04:00:00+00:00\"},\"prices\":{\"input_mtok\":\"0.3\"}}]}"));

        assertThat(row.prices()).hasSize(1);
        assertThat(price(row, "in_fresh").amount()).isEqualByComparingTo("0.0000009");
    }

    @Test
    void readsTiersOfPromptSizeAndTheBoundThatCountsIn() {
        ModelPrice row = only(
                "{\"xai/m\":{\"litellm_provider\":\"xai\",\"input_cost_per_token\":2e-06,\"input_cost_per_token_above_200k_tokens\":4e-06}}",
                genai(
                        "x-ai",
                        "{\"id\":\"m\",\"match\":{\"equals\":{\"equals\":\"m\"}},\"prices\":{\"input_mtok\":{\"base\":\"2\",\"tiers\":[{\"start\":199999,\"price\":\"4\"}]}}}"));

        assertThat(row.status()).isEqualTo(PriceStatus.CONFIRMED);
        assertThat(row.prices()).hasSize(2);
        assertThat(row.prices().getLast().conditions().promptTokensFrom()).isEqualTo(200_000);
        assertThat(row.prices().getLast().conditions().promptTokensAbove()).isNull();
    }

    @Test
    void readsTieredPricingByPromptRange() {
        ModelPrice row = only(
                "{\"dashscope/m\":{\"litellm_provider\":\"dashscope\",\"tiered_pricing\":["
                        + "{\"range\":[0,256000.0],\"input_cost_per_token\":5e-08},"
                        + "{\"range\":[256000.0,1000000.0],\"input_cost_per_token\":2.5e-07}]}}",
                "[]");

        assertThat(price(row, "in_fresh").amount()).isEqualByComparingTo("0.00000005");
        assertThat(row.prices().getLast().conditions().promptTokensAbove()).isEqualTo(256_000);
    }

    @Test
    void takesTheUsualSearchSizeForSearchesOfUnknownSize() {
        ModelPrice row = only(
                "{\"perplexity/m\":{\"litellm_provider\":\"perplexity\",\"search_context_cost_per_query\":"
                        + "{\"search_context_size_low\":0.005,\"search_context_size_medium\":0.008,\"search_context_size_high\":0.012}}}",
                "[]");

        assertThat(price(row, "web_search").amount()).isEqualByComparingTo("0.008");
        assertThat(row.prices()).hasSize(3);
    }

    @Test
    void readsThePlainCacheWriteAsFiveMinutesWhereTheHourHasAPrice() {
        ModelPrice row = only(
                "{\"m\":{\"litellm_provider\":\"anthropic\",\"input_cost_per_token\":1e-06,"
                        + "\"cache_creation_input_token_cost\":1.25e-06,\"cache_creation_input_token_cost_above_1hr\":2e-06}}",
                genai(
                        "anthropic",
                        "{\"id\":\"m\",\"match\":{\"startswith\":{\"starts_with\":\"m\"}},\"prices\":{\"input_mtok\":\"1\",\"cache_write_mtok\":\"1.25\"}}"));

        assertThat(price(row, "in_cache_write_5m").status()).isEqualTo(PriceStatus.CONFIRMED);
        assertThat(row.prices()).noneMatch(p -> p.unit().key().equals("in_cache_write_other"));
    }

    @Test
    void refusesFiguresThatCannotBe() {
        CatalogueImport made = made("""
                {"azure_ai/jais":{"litellm_provider":"azure_ai","input_cost_per_token":0.0032,"output_cost_per_token":1e-06},
                 "a":{"litellm_provider":"openai","input_cost_per_token":1e-06,"cache_read_input_token_cost":2e-06},
                 "b":{"litellm_provider":"openai","input_cost_per_token":1e-06,"cache_creation_input_token_cost":0.0},
                 "claude-c":{"litellm_provider":"anthropic","input_cost_per_token":2.5e-07,"cache_creation_input_token_cost_above_1hr":6e-06},
                 "d":{"litellm_provider":"openai","input_cost_per_token":1e-06,"input_cost_per_token_batches":2e-06},
                 "e":{"litellm_provider":"openai","input_cost_per_token":-1e-06,"output_cost_per_token":1e-06}}
                """, "[]");

        assertThat(made.rows()).allSatisfy(row -> assertThat(row.prices()).hasSize(1));
        assertThat(made.report().refusedFigures().keySet())
                .containsExactlyInAnyOrder(
                        "more than 0.001 USD a token",
                        "cache read dearer than fresh input",
                        "cache write not between 0.5 and 4 times fresh input",
                        "one-hour cache write not between 1 and 4 times fresh input",
                        "batch dearer than standard",
                        "negative");
        assertThat(made.report().refusedExamples()).containsEntry("negative", "litellm e in_fresh -0.000001");
    }

    @Test
    void countsWhatItSkipsAndWhatItDoesNotUnderstand() {
        CatalogueImport made = made("""
                {"bedrock/*/1-month-commitment/m":{"litellm_provider":"bedrock","input_cost_per_second":0.01},
                 "nobody":{"input_cost_per_token":1e-06},
                 "nothing":{"litellm_provider":"openai","mode":"chat"},
                 "odd":{"litellm_provider":"openai","input_cost_per_parsec":1,"input_cost_per_token":"free","output_cost_per_token":1e-06},
                 "openai/odd":{"litellm_provider":"openai","output_cost_per_token":2e-06},
                 "ranges":{"litellm_provider":"openai","tiered_pricing":[{"max_results_range":[0,25],"input_cost_per_query":1}],"output_cost_per_token":1e-06}}
                """, """
                [{"id":"openai-decisions","models":[{"id":"x","match":{"equals":{"equals":"x"}},"prices":{"input_mtok":"1"}}]},
                 {"id":"openai","models":[{"id":"free","match":{"equals":{"equals":"free"}},"prices":{}},
                  {"id":"strange","match":{"equals":{"equals":"strange"}},"prices":[{"constraint":{"moon":"full"},"prices":{"input_mtok":"1","odd_mtok_x":"1"}}],
                   "price_variants":[{"when":{"route":"eu"},"prices":{"input_mtok":"2"}},{"when":{"service_tier":"default"},"prices":{"input_mtok":"1"}},
                    {"when":{"speed":"fast"},"prices":{"input_mtok":"6"}},{"when":{"search_type":"web"}},{"when":{"search_type":"fast"},"prices":{"web_searches_kcount":"1"}}]}]}]
                """);

        ImportReport report = made.report();
        assertThat(report.skippedRows())
                .containsEntry("litellm: provisioned throughput, billed by time and not by use", 1)
                .containsEntry("litellm: no provider", 1)
                .containsEntry("litellm: no price", 1)
                .containsEntry("litellm: second key of a model that has one, joined with it", 1)
                .containsEntry("genai-prices: no price", 1)
                .containsEntry("genai-prices: price of another endpoint, not of a model", 1);
        assertThat(report.unknownKeys().keySet())
                .containsExactlyInAnyOrder(
                        "litellm: input_cost_per_parsec (word parsec)",
                        "genai-prices: odd_mtok_x",
                        "genai-prices: constraint moon");
        assertThat(report.leftKeys().keySet())
                .containsExactlyInAnyOrder(
                        "litellm: input_cost_per_token (not a number)",
                        "litellm: tiered_pricing (tiers by something else than prompt tokens)",
                        "genai-prices: price_variants when route (usage does not report it)");
        ModelPrice odd = made.rows().stream()
                .filter(row -> row.model().equals("odd"))
                .findFirst()
                .orElseThrow();
        assertThat(price(odd, "out_text").amount()).isEqualByComparingTo("0.000002");
        ModelPrice strange = made.rows().stream()
                .filter(row -> row.model().equals("strange"))
                .findFirst()
                .orElseThrow();
        assertThat(strange.prices()).hasSize(3);
    }

    @Test
    void tellsHostsAndRegionsApart() {
        List<ModelPrice> rows = rows("""
                {"azure/eu/gpt":{"litellm_provider":"azure","input_cost_per_token":1.1e-06},
                 "azure/gpt":{"litellm_provider":"azure","input_cost_per_token":1e-06},
                 "bedrock/us-gov-west-1/anthropic.m":{"litellm_provider":"bedrock","input_cost_per_token":1.2e-06},
                 "bedrock/invoke/anthropic.m":{"litellm_provider":"bedrock_converse","input_cost_per_token":1e-06},
                 "vertex_ai/m@20250101":{"litellm_provider":"vertex_ai-anthropic_models","input_cost_per_token":1e-06}}
                """, "[]");

        assertThat(rows)
                .extracting(row -> row.provider() + " " + row.model() + " " + row.region())
                .containsExactly(
                        "aws.bedrock anthropic.m null",
                        "aws.bedrock anthropic.m us-gov-west-1",
                        "azure.ai.openai gpt null",
                        "azure.ai.openai gpt eu",
                        "gcp.vertex_ai m@20250101 null");
        assertThat(rows.get(3).aliases()).containsExactly("eu/gpt");
        assertThat(rows.get(4).aliases()).containsExactly("m");
    }

    @Test
    void sharesTheSecondCollectionsGoogleBetweenBothOfOurs() {
        List<ModelPrice> rows = rows(
                """
                {"gemini/gemini-x":{"litellm_provider":"gemini","input_cost_per_token":1e-06},
                 "vertex_ai/gemini-x":{"litellm_provider":"vertex_ai-language-models","input_cost_per_token":1e-06}}
                """,
                genai(
                        "google",
                        "{\"id\":\"gemini-x\",\"match\":{\"contains\":{\"contains\":\"gemini-x\"}},\"prices\":{\"input_mtok\":\"1\"}}",
                        "{\"id\":\"claude-y\",\"match\":{\"contains\":{\"contains\":\"claude-y\"}},\"prices\":{\"input_mtok\":\"1\"}}",
                        "{\"id\":\"gemma-z\",\"match\":{\"endswith\":{\"ends_with\":\"gemma-z\"}},\"prices\":{\"input_mtok\":\"1\"}}"));

        assertThat(rows)
                .extracting(row ->
                        row.provider() + " " + row.model() + " " + row.status().key())
                .containsExactly(
                        "gcp.gemini gemini-x confirmed",
                        "gcp.gemini gemma-z single",
                        "gcp.vertex_ai claude-y single",
                        "gcp.vertex_ai gemini-x confirmed");
    }

    @Test
    void speaksOfABedrockProfileOnlyWhereARuleNamesIt() {
        List<ModelPrice> rows = rows(
                """
                {"anthropic.m":{"litellm_provider":"bedrock","input_cost_per_token":1e-06},
                 "us.anthropic.m":{"litellm_provider":"bedrock","input_cost_per_token":1.1e-06},
                 "global.anthropic.m":{"litellm_provider":"bedrock","input_cost_per_token":1e-06}}
                """,
                genai(
                        "aws",
                        "{\"id\":\"regional.anthropic.m\",\"match\":{\"contains\":{\"contains\":\"anthropic.m\"}},\"prices\":{\"input_mtok\":\"1\"}}",
                        "{\"id\":\"global.anthropic.m\",\"match\":{\"contains\":{\"contains\":\"global.anthropic.m\"}},\"prices\":{\"input_mtok\":\"1\"}}"));

        assertThat(rows)
                .extracting(row -> row.model() + " " + row.status().key())
                .containsExactly("anthropic.m confirmed", "global.anthropic.m confirmed", "us.anthropic.m single");
    }

    @Test
    void givesANameThatSeveralModelsShareOnlyWhenTheyCostTheSame() {
        List<ModelPrice> rows = rows("""
                {"together_ai/a/same":{"litellm_provider":"together_ai","input_cost_per_token":1e-06},
                 "together_ai/b/same":{"litellm_provider":"together_ai","input_cost_per_token":1e-06},
                 "together_ai/a/other":{"litellm_provider":"together_ai","input_cost_per_token":1e-06},
                 "together_ai/b/other":{"litellm_provider":"together_ai","input_cost_per_token":2e-06},
                 "groq/m-2025-01-01":{"litellm_provider":"groq","input_cost_per_token":1e-06},
                 "groq/m-2025-02-01":{"litellm_provider":"groq","input_cost_per_token":1e-06},
                 "groq/n-20250101":{"litellm_provider":"groq","input_cost_per_token":1e-06},
                 "groq/n-20250201":{"litellm_provider":"groq","input_cost_per_token":2e-06}}
                """, "[]");

        assertThat(rows)
                .filteredOn(row -> !row.aliases().isEmpty())
                .extracting(row -> row.model() + " " + row.aliases())
                .containsExactly("m-2025-02-01 [m]", "b/same [same]");
    }

    @Test
    void takesNamesOfTheSecondCollectionAsAliases() {
        List<ModelPrice> rows = rows(
                "{\"grok-4-0709\":{\"litellm_provider\":\"xai\",\"input_cost_per_token\":3e-06}}",
                genai(
                        "x-ai",
                        "{\"id\":\"grok-4\",\"match\":{\"or\":{\"or_\":[{\"equals\":{\"equals\":\"grok-4\"}},{\"startswith\":{\"starts_with\":\"grok-4-\"}},"
                                + "{\"equals\":{\"equals\":\"grok-4-newest\"}},{\"regex\":{\"regex\":\"^grok4$\"}},"
                                + "{\"and\":{\"and_\":[{\"contains\":{\"contains\":\"grok\"}},{\"endswith\":{\"ends_with\":\"iv\"}}]}}]}},"
                                + "\"prices\":{\"input_mtok\":\"3\"}}"));

        assertThat(rows).hasSize(1);
        assertThat(rows.getFirst().aliases()).containsExactly("grok-4", "grok-4-newest");
    }

    @Test
    void refusesAMatchRuleItDoesNotKnow() {
        assertThatThrownBy(
                        () -> rows(
                                "{}",
                                genai(
                                        "groq",
                                        "{\"id\":\"m\",\"match\":{\"sounds\":{\"like\":\"m\"}},\"prices\":{\"input_mtok\":\"1\"}}")))
                .hasMessageContaining("sounds")
                .hasMessageContaining("expected equals");
    }

    @Test
    void countsAnImagePriceAsOneOfWhatIsMadeWhenThereIsNoOther() {
        List<ModelPrice> rows = rows("""
                {"openai/made":{"litellm_provider":"openai","mode":"image_generation","input_cost_per_image":0.04,"output_cost_per_pixel":0.0},
                 "openai/both":{"litellm_provider":"openai","mode":"image_edit","input_cost_per_image":0.01,"output_cost_per_image":0.04},
                 "openai/pixels":{"litellm_provider":"openai","mode":"image_generation","input_cost_per_pixel":1e-08},
                 "openai/sent":{"litellm_provider":"openai","mode":"embedding","input_cost_per_image":0.01}}
                """, "[]");

        assertThat(rows)
                .extracting(row -> row.model() + " "
                        + row.prices().stream()
                                .filter(p -> p.amount().signum() > 0)
                                .map(p -> p.unit().key())
                                .toList())
                .containsExactly(
                        "both [images, in_images]", "made [images]", "pixels [out_pixels]", "sent [in_images]");
    }

    @Test
    void writesTheSameFilesTwiceAndKeepsWhatIsReplaced(@TempDir Path folder) throws IOException {
        Path litellm = folder.resolve("a.json");
        Path genai = folder.resolve("b.json");
        Path out = folder.resolve("prices");
        Files.writeString(
                genai,
                genai(
                        "groq",
                        "{\"id\":\"n\",\"match\":{\"equals\":{\"equals\":\"n\"}},\"prices\":{\"input_mtok\":\"1\"}}"));
        String[] first = {litellm.toString(), genai.toString(), "2026-11-23", out.toString()};
        String[] second = {litellm.toString(), genai.toString(), "2026-12-01", out.toString()};

        Files.writeString(litellm, "{\"groq/m\":{\"litellm_provider\":\"groq\",\"input_cost_per_token\":1e-06}}");
        CatalogueImport.main(first);
        String once = Files.readString(out.resolve("catalogue.jsonl"));
        CatalogueImport.main(first);
        assertThat(Files.readString(out.resolve("catalogue.jsonl"))).isEqualTo(once);
        assertThat(out.resolve("retired.jsonl")).doesNotExist();

        Files.writeString(litellm, "{\"groq/m\":{\"litellm_provider\":\"groq\",\"input_cost_per_token\":2e-06}}");
        CatalogueImport.main(second);
        try (var lines = Files.newBufferedReader(out.resolve("retired.jsonl"))) {
            assertThat(PriceBook.rows(lines)).hasSize(1).allSatisfy(row -> {
                assertThat(once).contains(row.version());
                assertThat(row.prices().getFirst().amount()).isEqualByComparingTo("0.000001");
            });
        }
        assertThat(Files.readString(out.resolve("imports.json"))).contains("2026-12-01", "2026-11-23");

        Files.writeString(litellm, "{\"groq/m\":{\"litellm_provider\":\"groq\",\"input_cost_per_token\":3e-05}}");
        assertThatThrownBy(() -> CatalogueImport.main(second))
                .hasMessageContaining("groq m")
                .hasMessageContaining("tenfold");
        Files.writeString(litellm, "{}");
        assertThatThrownBy(() -> CatalogueImport.main(second)).hasMessageContaining("nine tenths");
        CatalogueImport.main(
                new String[] {litellm.toString(), genai.toString(), "2026-12-02", out.toString(), "--accept"});
        try (var lines = Files.newBufferedReader(out.resolve("catalogue.jsonl"))) {
            assertThat(PriceBook.rows(lines)).hasSize(1);
        }
    }

    @Test
    void saysWhichArgumentsItWants() {
        assertThatThrownBy(() -> CatalogueImport.main(new String[] {"one"})).hasMessageContaining("got 1 arguments");
    }

    @Test
    void readsBackWhatItWrites() throws IOException {
        List<ModelPrice> rows = rows(
                """
                {"azure/eu/m":{"litellm_provider":"azure","input_cost_per_token":1e-06,"input_cost_per_token_above_200k_tokens_priority":3e-06,
                  "output_cost_per_second_1080p":0.2},
                 "deepseek/d":{"litellm_provider":"deepseek","input_cost_per_token":3e-07}}
                """,
                genai(
                        "deepseek",
                        "{\"id\":\"d\",\"match\":{\"equals\":{\"equals\":\"d\"}},\"prices\":[{\"prices\":{\"input_mtok\":{\"base\":\"0.15\",\"tiers\":[{\"start\":199999,\"price\":\"0.2\"}]}}},"
                                + "{\"constraint\":{\"start_time\":\"01:00:00+00:00\",\"end_time\":\"04:00:00+00:00\"},\"prices\":{\"input_mtok\":\"0.3\"}}]}"));
        var lines = new StringBuilder();
        rows.forEach(row -> lines.append(CatalogueJson.line(row)).append('\n'));

        assertThat(PriceBook.rows(new java.io.BufferedReader(new java.io.StringReader(lines.toString()))))
                .isEqualTo(rows);
    }

    private static List<String> stated(ModelPrice row) {
        return row.prices().stream()
                .map(price -> CatalogueJson.statement(price).toString())
                .toList();
    }

    private static final String PEAK =
            "\"timeOfDay\":{\"from\":\"01:00\",\"to\":\"04:00\",\"of\":\"start\",\"days\":[\"monday\",\"tuesday\",\"wednesday\","
                    + "\"thursday\",\"friday\"]}";

    @Test
    void statesThePeakWhereACollectionStatesWhatIsOffPeak() {
        ModelPrice row = only("""
                {"deepseek/m":{"litellm_provider":"deepseek","input_cost_per_token":3e-07,"output_cost_per_token":1.2e-06,
                 "off_peak_pricing":{"input_cost_per_token":1.5e-07,"windows":[
                  {"hours_utc":["00:00-01:00","04:00-00:00"],"weekdays":[1,2,3,4,5]},
                  {"hours_utc":"00:00-00:00","weekdays":[6,7]}]}}}
                """, "[]");

        assertThat(stated(row))
                .containsExactlyInAnyOrder(
                        "{\"unit\":\"in_fresh\",\"amount\":\"0.00000015\"}",
                        "{\"unit\":\"in_fresh\",\"amount\":\"0.0000003\",\"conditions\":{" + PEAK + "}}",
                        "{\"unit\":\"out_text\",\"amount\":\"0.0000012\"}");
    }

    @Test
    void readsBothCollectionsHoursAsOnesWhenOnlyOneNamesTheDays() {
        ModelPrice row = only("""
                {"deepseek/m":{"litellm_provider":"deepseek","input_cost_per_token":3e-07,
                 "off_peak_pricing":{"input_cost_per_token":1.5e-07,"windows":[
                  {"hours_utc":["00:00-01:00","04:00-00:00"],"weekdays":[1,2,3,4,5]},
                  {"hours_utc":"00:00-00:00","weekdays":[6,7]}]}}}
                """, genai("deepseek", """
                        {"id":"m","match":{"equals":"m"},"prices":[{"prices":{"input_mtok":"0.15"}},
                         {"constraint":{"start_time":"01:00:00+00:00","end_time":"04:00:00+00:00"},
                          "prices":{"input_mtok":"0.3"}}]}
                        """));

        assertThat(stated(row))
                .containsExactlyInAnyOrder(
                        "{\"unit\":\"in_fresh\",\"amount\":\"0.00000015\"}",
                        "{\"unit\":\"in_fresh\",\"amount\":\"0.0000003\",\"conditions\":{" + PEAK + "}}");
        assertThat(row.prices()).allSatisfy(price -> assertThat(price.status()).isEqualTo(PriceStatus.CONFIRMED));
    }

    @Test
    void leavesHoursOutWhoseDaysBeginElsewhere() {
        CatalogueImport made = made("""
                {"tencent/m":{"litellm_provider":"tencent","input_cost_per_token":3e-07,
                 "off_peak_pricing":{"input_cost_per_token":1.5e-07,"weekday_timezone":"Asia/Shanghai","windows":[
                  {"hours_utc":["00:00-15:00"],"weekdays":[1,2,3,4,5]},{"hours_utc":"00:00-00:00","weekdays":[6,7]}]}}}
                """, "[]");

        assertThat(stated(made.rows().getFirst())).containsExactly("{\"unit\":\"in_fresh\",\"amount\":\"0.0000003\"}");
        assertThat(made.report().leftKeys())
                .containsKey("litellm: off_peak_pricing (its hours fall on another day in its own time zone)");
    }

    @Test
    void keepsSurchargesByRegionAndNamesThemInTheVersion() {
        String plain = "\"litellm_provider\":\"openai\",\"input_cost_per_token\":1e-06";
        ModelPrice row = only("{\"m\":{" + plain + ",\"regional_processing_uplift_multiplier_eu\":1.1}}", "[]");

        assertThat(CatalogueJson.line(row))
                .contains("\"multipliers\":[{\"factor\":\"1.1\",\"conditions\":{\"region\":\"eu\"}}]");
        assertThat(row.version())
                .isNotEqualTo(only("{\"m\":{" + plain + "}}", "[]").version());
        ModelPrice vertex = only(
                "{\"vertex_ai/m\":{\"litellm_provider\":\"vertex_ai-anthropic_models\",\"input_cost_per_token\":1e-06,"
                        + "\"regional_endpoint_uplift_multiplier\":1.1}}",
                "[]");
        assertThat(vertex.multipliers().getFirst().conditions().region()).isEqualTo("regional");
    }

    @Test
    void doesNotMultiplyASpeedThatHasPricesOfItsOwn() {
        String litellm = "{\"m\":{\"litellm_provider\":\"anthropic\",\"input_cost_per_token\":5e-06,"
                + "\"provider_specific_entry\":{\"us\":1.1,\"fast\":2,\"schema\":\"v2\"}}}";

        assertThat(only(litellm, "[]").multipliers()).hasSize(2);
        assertThat(only(
                                litellm,
                                genai(
                                        "anthropic",
                                        "{\"id\":\"m\",\"match\":{\"equals\":\"m\"},\"prices\":{\"input_mtok\":\"5\"},"
                                                + "\"price_variants\":[{\"when\":{\"speed\":\"fast\"},"
                                                + "\"prices\":{\"input_mtok\":\"10\"}}]}"))
                        .multipliers())
                .singleElement()
                .satisfies(left -> assertThat(left.conditions().region()).isEqualTo("us"));
    }

    @Test
    void readsSizeAndQualityInAKeyAsConditionsOfTheModel() {
        ModelPrice row = only("""
                {"gpt-image-1":{"litellm_provider":"openai","mode":"image_generation","output_cost_per_image_token":4e-05},
                 "high/1024-x-1536/gpt-image-1":{"litellm_provider":"openai","mode":"image_generation",
                  "input_cost_per_image":0.25,"output_cost_per_pixel":0.0},
                 "1024-x-1024/gpt-image-1":{"litellm_provider":"openai","mode":"image_generation","input_cost_per_image":0.009}}
                """, "[]");

        assertThat(stated(row))
                .containsExactlyInAnyOrder(
                        "{\"unit\":\"out_image\",\"amount\":\"0.00004\"}",
                        "{\"unit\":\"images\",\"amount\":\"0.25\",\"conditions\":{\"size\":\"1024x1536\",\"quality\":\"high\"}}",
                        "{\"unit\":\"images\",\"amount\":\"0.009\",\"conditions\":{\"size\":\"1024x1024\"}}");
    }

    @Test
    void keepsAModelWhoseKeyCountsSteps() {
        assertThat(only(
                                "{\"1024-x-1024/50-steps/m\":{\"litellm_provider\":\"bedrock\",\"mode\":\"image_generation\","
                                        + "\"output_cost_per_image\":0.04}}",
                                "[]")
                        .model())
                .isEqualTo("1024-x-1024/50-steps/m");
    }

    @Test
    void takesAPriceRatherThanTheFreeTrialAtAnotherAddress() {
        ModelPrice row = only("""
                {"codestral/m":{"litellm_provider":"codestral","input_cost_per_token":0.0},
                 "mistral/m":{"litellm_provider":"mistral","input_cost_per_token":3e-07},
                 "sample_spec":{"litellm_provider":"one of many","input_cost_per_token":0.0}}
                """, "[]");

        assertThat(price(row, "in_fresh").amount().toPlainString()).isEqualTo("0.0000003");
    }
}
