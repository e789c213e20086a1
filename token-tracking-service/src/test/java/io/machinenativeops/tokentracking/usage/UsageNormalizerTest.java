package io.machinenativeops.tokentracking.usage;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class UsageNormalizerTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private final UsageNormalizer normalizer = new UsageNormalizer();

    private NormalizedUsage read(String usage) {
        return read(usage, UsageHints.none());
    }

    private NormalizedUsage read(String usage, UsageHints hints) {
        return normalizer.normalize(JSON.readTree(usage), hints);
    }

    private static Map<String, Long> tokens(NormalizedUsage usage) {
        return usage.quantities().entrySet().stream()
                .collect(Collectors.toMap(
                        e -> e.getKey().key(), e -> e.getValue().longValueExact()));
    }

    @Test
    void keepsAnthropicCacheWritesBesideTheInput() {
        NormalizedUsage usage = read("""
                        {"input_tokens":3,"cache_creation_input_tokens":12304,"cache_read_input_tokens":0,"output_tokens":550}""");

        assertThat(usage.dialect()).isEqualTo(Dialect.ANTHROPIC);
        assertThat(tokens(usage)).isEqualTo(Map.of("in_fresh", 3L, "in_cache_write_5m", 12_304L, "out_text", 550L));
        assertThat(usage.promptTotal()).isEqualTo(12_307);
        assertThat(usage.flags()).containsExactly("cache_ttl_assumed");
    }

    @Test
    void takesOpenAiCacheReadsAndWritesOutOfThePrompt() {
        NormalizedUsage usage = read("""
                        {"prompt_tokens":2600,"completion_tokens":10,"total_tokens":2610,
                         "prompt_tokens_details":{"cached_tokens":2000,"cache_write_tokens":400}}""");

        assertThat(tokens(usage))
                .isEqualTo(Map.of(
                        "in_fresh", 200L, "in_cache_read", 2000L, "in_cache_write_other", 400L, "out_text", 10L));
        assertThat(usage.promptTotal()).isEqualTo(2600);
        assertThat(usage.flags()).isEmpty();
    }

    @Test
    void countsReasoningInsideTheOutputWhenTheTotalSaysSo() {
        NormalizedUsage usage = read("""
                        {"prompt_tokens":10,"completion_tokens":1970,"total_tokens":1980,
                         "completion_tokens_details":{"reasoning_tokens":956}}""");

        assertThat(tokens(usage)).containsEntry("out_text", 1014L).containsEntry("out_reasoning", 956L);
        assertThat(usage.outputTokens()).isEqualTo(1970);
    }

    @Test
    void readsOpenTelemetryInputAsIncludingTheCache() {
        NormalizedUsage usage = read("""
                        {"gen_ai.usage.input_tokens":130213,"gen_ai.usage.cache_read.input_tokens":128955,
                         "gen_ai.usage.cache_creation.input_tokens":1253,"gen_ai.usage.output_tokens":7}""");

        assertThat(usage.dialect()).isEqualTo(Dialect.OTEL);
        assertThat(tokens(usage)).containsEntry("in_fresh", 5L);
        assertThat(usage.inputTokens()).isEqualTo(130_213);
    }

    @Test
    void addsGeminiThoughtsToTheCandidates() {
        NormalizedUsage usage = read("""
                        {"promptTokenCount":100,"cachedContentTokenCount":40,"candidatesTokenCount":20,
                         "thoughtsTokenCount":30,"toolUsePromptTokenCount":5,"totalTokenCount":155,"trafficType":"ON_DEMAND"}""");

        assertThat(tokens(usage))
                .isEqualTo(Map.of(
                        "in_fresh",
                        60L,
                        "in_cache_read",
                        40L,
                        "in_tool_prompt",
                        5L,
                        "out_text",
                        20L,
                        "out_reasoning",
                        30L));
        assertThat(usage.promptTotal()).isEqualTo(100);
        assertThat(usage.serviceTier()).isEqualTo("ON_DEMAND");
        assertThat(usage.flags()).isEmpty();
    }

    @Test
    void addsBedrockCacheCountsToTheInput() {
        NormalizedUsage usage = read("""
                        {"inputTokens":4299,"outputTokens":631,"cacheReadInputTokens":35574,
                         "cacheWriteInputTokens":17787,"totalTokens":58291}""");

        assertThat(usage.dialect()).isEqualTo(Dialect.BEDROCK_CONVERSE);
        assertThat(usage.inputTokens() + usage.outputTokens()).isEqualTo(58_291);
        assertThat(usage.flags()).containsExactly("cache_ttl_assumed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.5", "\"7\"", "true", "1e13", "[1]", "{\"a\":1}", "10000000000000000000000000"})
    void refusesWhatIsNoCount(String value) {
        assertThatThrownBy(() -> read("{\"prompt_tokens\":5,\"completion_tokens\":" + value + "}"))
                .isInstanceOfSatisfying(InvalidUsageException.class, e -> {
                    assertThat(e.field()).isEqualTo("completion_tokens");
                    assertThat(e.detail()).startsWith("completion_tokens is ").contains("expected a whole number");
                });
    }

    @ParameterizedTest
    @CsvSource({"openai_chat", "Anthropic", "bedrock-converse", "otel"})
    void findsADialectByItsKey(String key) {
        assertThat(Dialect.ofKey(key)).isPresent();
    }

    @ParameterizedTest
    @EnumSource(Unit.class)
    void findsAUnitByItsKey(Unit unit) {
        assertThat(Unit.ofKey(unit.key())).isEqualTo(Optional.of(unit));
    }

    @Test
    void ignoresUnknownFields() {
        NormalizedUsage usage = read("{\"inputTokens\":1.0,\"outputTokens\":2,\"vendor\":{\"x\":[1,null]},\"y\":-5}");

        assertThat(usage.dialect()).isEqualTo(Dialect.NORMALIZED);
        assertThat(usage.quantity(Unit.IN_FRESH)).isEqualByComparingTo(BigDecimal.ONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "7", "\"prompt_tokens\"", "null", "{}", "{\"vendor_tokens\":5}"})
    void refusesWhatIsNoUsageObject(String usage) {
        assertThatThrownBy(() -> read(usage)).isInstanceOfSatisfying(InvalidUsageException.class, e -> {
            assertThat(e.field()).isEqualTo("usage");
            assertThat(e.detail()).contains("expected");
        });
    }

    @Test
    void refusesEndlessNesting() {
        String deep = "{\"a\":".repeat(30) + "1" + "}".repeat(30);

        assertThatThrownBy(() -> read("{\"prompt_tokens\":1,\"x\":" + deep + "}"))
                .isInstanceOf(InvalidUsageException.class)
                .hasMessageContaining("deeper than 16 levels");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"prompt_tokens":1,"prompt_tokens_details":7}                              | prompt_tokens_details
                    {"prompt_tokens":1,"prompt_tokens_details":{"cached_tokens":-1}}           | prompt_tokens_details.cached_tokens
                    {"promptTokenCount":1,"promptTokensDetails":{"modality":"TEXT"}}           | promptTokensDetails
                    {"promptTokenCount":1,"promptTokensDetails":[{"modality":"AUDIO","tokenCount":0.5}]} | promptTokensDetails[0].tokenCount
                    {"input_tokens":1,"cache_creation":{"ephemeral_1h_input_tokens":"many"}}   | cache_creation.ephemeral_1h_input_tokens
                    {"inputTokens":1,"cacheReadInputTokens":1,"cacheDetails":[{"ttl":"1h","inputTokens":-5}]} | cacheDetails[0].inputTokens
                    {"inputTokens":1,"outputTokens":[1,2]}                                     | outputTokens
                    {"seconds":-0.5}                                                           | seconds
                    {"seconds":"long"}                                                         | seconds
                    {"images":1.5}                                                             | images
                    """)
    void namesTheFieldThatIsNoCount(String usage, String field) {
        assertThatThrownBy(() -> read(usage)).isInstanceOfSatisfying(InvalidUsageException.class, e -> {
            assertThat(e.field()).isEqualTo(field);
            assertThat(e.detail()).startsWith(field + " is ").contains("expected");
        });
    }

    @Test
    void refusesNotANumber() {
        var usage = JSON.createObjectNode().put("prompt_tokens", Double.NaN).put("completion_tokens", 1);
        var endless = JSON.createObjectNode().put("seconds", Double.POSITIVE_INFINITY);

        assertThatThrownBy(() -> normalizer.normalize(usage, UsageHints.none())).hasMessageContaining("NaN");
        assertThatThrownBy(() -> normalizer.normalize(endless, UsageHints.none()))
                .hasMessageContaining("Infinity");
    }

    @Test
    void shortensALongBadValue() {
        assertThatThrownBy(() -> read("{\"prompt_tokens\":\"" + "x".repeat(1_000) + "\"}"))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200).contains("…"));
    }

    @Test
    void takesNullsAsAbsent() {
        NormalizedUsage usage = read(
                "{\"prompt_tokens\":5,\"completion_tokens\":null,\"prompt_tokens_details\":null,\"total_tokens\":5}");

        assertThat(tokens(usage)).isEqualTo(Map.of("in_fresh", 5L));
        assertThat(usage.providerTotal()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"usage":{"prompt_tokens":1,"completion_tokens":2}}          |          | OPENAI_CHAT
                    {"usageMetadata":{"promptTokenCount":1}}                     |          | GEMINI
                    {"input_tokens":1,"output_tokens":2}                         |          | OPENAI_RESPONSES
                    {"input_tokens":1,"output_tokens":2}                         | Anthropic | ANTHROPIC
                    {"input_tokens":1,"output_tokens":2,"input_tokens_details":{"cached_tokens":0}} | anthropic | OPENAI_RESPONSES
                    {"input_tokens":1,"server_tool_use":{}}                      | gcp.vertex_ai | ANTHROPIC
                    {"inputTokens":1,"outputTokens":2}                           | aws.bedrock | NORMALIZED
                    {"inputTokens":1,"cacheReadInputTokenCount":2}               |          | BEDROCK_CONVERSE
                    {"gen_ai.usage.input_tokens":1}                              | anthropic | OTEL
                    {"llm.token_count.prompt":1}                                 |          | OTEL
                    {"completion_tokens":2}                                      |          | OPENAI_CHAT
                    {"type":"duration","seconds":2}                              |          | OPENAI_RESPONSES
                    {"webSearches":2}                                            |          | NORMALIZED
                    """)
    void tellsTheDialectByTheShape(String usage, String provider, Dialect expected) {
        assertThat(read(usage, UsageHints.of(provider)).dialect()).isEqualTo(expected);
    }

    @Test
    void followsTheSenderWhoNamesTheDialect() {
        NormalizedUsage usage = read(
                "{\"input_tokens\":100,\"output_tokens\":1,\"cache_read_input_tokens\":40}",
                new UsageHints("anthropic", "chat", Dialect.OTEL));

        assertThat(usage.dialect()).isEqualTo(Dialect.OTEL);
        assertThat(tokens(usage)).isEqualTo(Map.of("in_fresh", 60L, "in_cache_read", 40L, "out_text", 1L));
    }

    @Test
    void keepsWhatTheResponseSaysAboutTierRegionAndSpeed() {
        NormalizedUsage usage = read("""
                        {"input_tokens":1,"output_tokens":1,"cache_read_input_tokens":0,
                         "service_tier":"priority","inference_geo":"us","speed":"fast"}""");

        assertThat(usage.serviceTier()).isEqualTo("priority");
        assertThat(usage.region()).isEqualTo("us");
        assertThat(usage.speed()).isEqualTo("fast");
    }

    @Test
    void setsRightAnAnthropicObjectWhoseTotalHoldsTheCacheInside() {
        NormalizedUsage usage = read("""
                        {"input_tokens":100,"cache_read_input_tokens":60,"cache_creation_input_tokens":0,
                         "output_tokens":10,"total_tokens":110}""");

        assertThat(tokens(usage)).isEqualTo(Map.of("in_fresh", 40L, "in_cache_read", 60L, "out_text", 10L));
        assertThat(usage.flags()).containsExactly("dialect_switched");
        assertThat(usage.promptTotal()).isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"input_tokens\":1,\"cache_read_input_tokens\":2,\"output_tokens\":3,\"total_tokens\":99}",
                "{\"inputTokens\":1,\"cacheReadInputTokens\":2,\"outputTokens\":3,\"totalTokens\":99}",
                "{\"inputTokens\":9,\"outputTokens\":3,\"totalTokens\":99}",
                "{\"promptTokenCount\":1,\"candidatesTokenCount\":3,\"totalTokenCount\":99}",
                "{\"input_tokens\":1,\"output_tokens\":3,\"total_tokens\":99}"
            })
    void flagsATotalThatNothingExplains(String usage) {
        assertThat(read(usage).flags()).contains("usage_inconsistent");
    }

    @Test
    void setsRightAConverseObjectWhoseTotalHoldsTheCacheInside() {
        NormalizedUsage usage =
                read("{\"inputTokens\":100,\"cacheReadInputTokens\":60,\"outputTokens\":10,\"totalTokens\":110}");

        assertThat(tokens(usage)).isEqualTo(Map.of("in_fresh", 40L, "in_cache_read", 60L, "out_text", 10L));
        assertThat(usage.flags()).containsExactly("dialect_switched");
    }

    @Test
    void sumsTheTokensOfEachSide() {
        NormalizedUsage usage = read("""
                        {"inputTokens":1000,"outputTokens":300,"cacheReadTokens":200,"cacheWriteTokens":100,"reasoningTokens":50,
                         "audioInputTokens":30,"imageInputTokens":20,"videoInputTokens":10,"toolPromptTokens":7,
                         "audioOutputTokens":40,"imageOutputTokens":5,"webSearches":2,"seconds":1.5}""");

        assertThat(usage.inputTokens()).isEqualTo(1007);
        assertThat(usage.outputTokens()).isEqualTo(300);
        assertThat(usage.cacheReadTokens()).isEqualTo(200);
        assertThat(usage.cacheWriteTokens()).isEqualTo(100);
        assertThat(usage.reasoningTokens()).isEqualTo(50);
        assertThat(usage.promptTotal()).isEqualTo(1000);
        assertThat(usage.quantity(Unit.IN_FRESH)).isEqualByComparingTo("640");
        assertThat(usage.quantity(Unit.OUT_TEXT)).isEqualByComparingTo("205");
        assertThat(usage.quantity(Unit.SECONDS)).isEqualByComparingTo("1.5");
        assertThat(usage.quantity(Unit.PAGES)).isEqualByComparingTo("0");
    }

    @Test
    void refusesANegativeQuantity() {
        assertThatThrownBy(() -> new NormalizedUsage(
                        Dialect.NORMALIZED,
                        Map.of(Unit.PAGES, BigDecimal.valueOf(-1)),
                        0,
                        null,
                        Set.of(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null))
                .hasMessageContaining("quantity of pages is -1");
    }

    @ParameterizedTest
    @CsvSource({
        "IN_CACHE_READ,IN_FRESH", "IN_CACHE_WRITE_5M,IN_FRESH", "IN_CACHE_WRITE_1H,IN_FRESH", "IN_AUDIO,IN_FRESH",
        "IN_AUDIO_CACHED,IN_FRESH", "IN_IMAGE,IN_FRESH", "IN_VIDEO,IN_FRESH", "IN_TOOL_PROMPT,IN_FRESH",
        "OUT_REASONING,OUT_TEXT", "OUT_AUDIO,OUT_TEXT", "OUT_IMAGE,OUT_TEXT"
    })
    void givesEachBucketItsParent(Unit unit, Unit parent) {
        assertThat(unit.parent()).contains(parent);
        assertThat(unit.standIns()).last().isEqualTo(parent);
        assertThat(unit.measure()).isEqualTo("token");
    }

    @ParameterizedTest
    @EnumSource(
            value = Unit.class,
            names = {"IN_FRESH", "OUT_TEXT", "WEB_SEARCH", "PAGES", "IMAGES"})
    void givesNoParentToWhatStandsAlone(Unit unit) {
        assertThat(unit.parent()).isEmpty();
        assertThat(unit.standIns()).isEmpty();
    }

    @Test
    void findsNothingUnderAnUnknownKey() {
        assertThat(Unit.ofKey("in_smell")).isEmpty();
        assertThat(Dialect.ofKey("klingon")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "61.300000000000004,61.3",
        "0.0000000000005,0",
        "0.0000000000015,0.000000000002",
        "1e-999999999,0",
        "7,7",
        "1e12,1000000000000"
    })
    void keepsMeasuresToTwelveDigits(String sent, BigDecimal kept) {
        var usage = JSON.createObjectNode().put("seconds", new BigDecimal(sent));

        assertThat(normalizer.normalize(usage, UsageHints.none()).quantity(Unit.SECONDS))
                .isEqualByComparingTo(kept);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "1e-999999999", "1000000000001", "0.5"})
    void refusesCountsOfAnySizeAndSmallness(String sent) {
        var usage = JSON.createObjectNode().put("prompt_tokens", new BigDecimal(sent));

        assertThatThrownBy(() -> normalizer.normalize(usage, UsageHints.none()))
                .isInstanceOf(InvalidUsageException.class);
    }
}
