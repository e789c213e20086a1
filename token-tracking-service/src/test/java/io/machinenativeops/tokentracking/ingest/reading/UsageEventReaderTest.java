package io.machinenativeops.tokentracking.ingest.reading;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.machinenativeops.platform.problem.FieldError;
import io.machinenativeops.tokentracking.usage.UsageHints;
import io.machinenativeops.tokentracking.usage.UsageNormalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class UsageEventReaderTest {

    @Test
    void saysEverythingThatIsWrongAtOnce() {
        var verdict = rejected("{\"provider\":7,\"agnet\":\"a\",\"latencyMs\":\"fast\",\"usage\":{}}");

        assertThat(verdict.errors())
                .extracting(FieldError::field)
                .containsExactly("agnet", "provider", "model", "latencyMs");
        assertThat(verdict.detail()).contains("agnet").contains("3 more");
    }

    @Test
    void blankAndNullAreAbsent() {
        var event = UsageEventReader.read(
                JsonMapper.shared()
                        .readTree("{\"provider\":\" openai \",\"model\":\"m\",\"agent\":\" \",\"user\":null,"
                                + "\"tags\":{\"a\":\"\",\"b\":null,\"c\":\" d \"},\"usage\":{\"prompt_tokens\":1}}"),
                null);

        assertThat(event.provider()).isEqualTo("openai");
        assertThat(event.agent()).isNull();
        assertThat(event.user()).isNull();
        assertThat(event.tags()).containsOnlyKeys("c").containsValue("d");
        assertThat(event.status()).isEqualTo("ok");
        assertThat(event.usageStatus()).isEqualTo("final");
    }

    @Test
    void boundsTags() {
        var many = IntStream.range(0, 65).mapToObj(i -> "\"t" + i + "\":\"v\"").collect(Collectors.joining(","));
        assertThat(with("\"tags\":{" + many + "}")).contains("65 entries: expected at most 64");
        assertThat(with("\"tags\":{\"" + "k".repeat(129) + "\":\"v\"}"))
                .contains("129 characters: expected at most 128");
        assertThat(with("\"tags\":{\"k\":\"" + "v".repeat(1025) + "\"}"))
                .contains("1025 characters: expected at most 1024");
        assertThat(with("\"tags\":[]")).contains("is a list: expected an object");
    }

    @Test
    void boundsMoney() {
        assertThat(with("\"providerCost\":{}")).contains("providerCost.amount is missing");
        assertThat(with("\"providerCost\":{\"amount\":\"1e400000000\"}")).contains("expected a decimal");
        assertThat(with("\"providerCost\":{\"amount\":\"ten\"}")).contains("'ten'");
        assertThat(with("\"providerCost\":{\"amount\":1,\"currency\":\"usd\"}")).contains("ISO 4217");
        assertThat(with("\"providerCost\":{\"amount\":1,\"curency\":\"USD\"}")).contains("is it currency?");
    }

    @Test
    void boundsUsage() {
        assertThat(with("\"usage\":{\"a\":\"" + "x".repeat(20_000) + "\"}")).contains("longer than 16384");
        assertThat(with("\"usage\":" + "{\"a\":".repeat(18) + "1" + "}".repeat(18)))
                .contains("deeper than 16");
        assertThat(with("\"usage\":{\"a\":[1e-50]}")).contains("at most 40 digits");
        assertThat(with("\"usage\":{\"a\\u0001\":1}")).contains("control character");
    }

    @ParameterizedTest
    @CsvSource({
        "event_id, eventId",
        "EVENTID, eventId",
        "cost, ''",
        "tokens, ''",
        "sesionId, sessionId",
        "x, ''",
        "prompts, prompt",
        "totally_unknown_field_of_someone_with_a_long_name, ''"
    })
    void findsTheNearestKnownField(String sent, String meant) {
        var told = with("\"" + sent + "\":1");

        assertThat(told).contains(sent + " is not a known field");
        if (meant.isEmpty()) {
            assertThat(told).doesNotContain("is it");
        } else {
            assertThat(told).contains("is it " + meant + "?");
        }
    }

    @Test
    void everyNormalisedNameIsACount() {
        for (var name : UsageEventReader.NORMALIZED) {
            var event = UsageEventReader.read(
                    JsonMapper.shared()
                            .readTree("{\"provider\":\"p\",\"model\":\"m\",\"inputTokens\":9,\"outputTokens\":9,\""
                                    + name + "\":5}"),
                    null);
            assertThat(new UsageNormalizer()
                            .normalize(event.usage(), UsageHints.none())
                            .toString())
                    .as(name)
                    .contains("5");
        }
    }

    private static String with(String field) {
        var usage = field.startsWith("\"usage\"") ? "" : ",\"usage\":{\"prompt_tokens\":1}";
        return rejected("{\"provider\":\"p\",\"model\":\"m\"" + usage + "," + field + "}")
                .detail();
    }

    private static Verdict.Rejected rejected(String json) {
        var tree = JsonMapper.builder()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .build()
                .readTree(json);
        var rejection = catchThrowableOfType(EventRejection.class, () -> UsageEventReader.read(tree, null));
        assertThat(rejection)
                .as(json.substring(0, Math.min(100, json.length())))
                .isNotNull();
        return rejection.verdict();
    }
}
