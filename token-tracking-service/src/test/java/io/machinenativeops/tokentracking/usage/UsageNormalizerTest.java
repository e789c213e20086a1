package io.machinenativeops.tokentracking.usage;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
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
}
