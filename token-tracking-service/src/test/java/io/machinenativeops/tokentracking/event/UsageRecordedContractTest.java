package io.machinenativeops.tokentracking.event;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static io.machinenativeops.tokentracking.event.Contract.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Holds what is written to the stream and the published contract together. */
class UsageRecordedContractTest {

    private static final Contract CONTRACT = new Contract("usage.recorded.v1");
    private static final String ORGANIZATION = "01939f6e-1111-7000-8000-000000000001";
    private static final JsonMapper JSON = JsonMapper.shared();

    @Test
    void writesTheExampleOfTheContract() throws IOException {
        assertThat(JSON.readTree(UsageRecordedJson.write(event()))).isEqualTo(JSON.readTree(CONTRACT.example()));
    }

    @Test
    void readsTheExampleBack() throws IOException {
        assertThat(UsageRecordedJson.read(CONTRACT.example().getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(event());
    }

    @Test
    void theExampleKeepsToTheSchema() throws IOException {
        assertThat(CONTRACT.violations(CONTRACT.example())).isEmpty();
        assertThat(CONTRACT.violations(CONTRACT.example().replace("\"sign\": 1", "\"sign\": 2")))
                .isNotEmpty();
        assertThat(CONTRACT.violations(CONTRACT.example().replace("\"0.054399\"", "0.054399")))
                .isNotEmpty();
    }

    @Test
    void partsPutTogetherAreTheWholeEvent() {
        var event = event();
        var text = text(UsageRecordedJson.before(event.id(), event.time(), event.subject()))
                + text(UsageRecordedJson.item(event.data().items().getFirst()))
                + text(UsageRecordedJson.between())
                + text(UsageRecordedJson.item(event.data().items().getLast()))
                + text(UsageRecordedJson.after());

        assertThat(text).isEqualTo(text(UsageRecordedJson.write(event)));
    }

    @Test
    void moneyAndQuantitiesAreWrittenWithoutExponent() {
        var text = text(UsageRecordedJson.item(event().data().items().getLast()));

        assertThat(text).contains("\"amount\":\"0.000000000001\"", "\"in_fresh\":1000000");
    }

    @Test
    void refusesItemsThatNoSumCanHold() {
        var item = event().data().items().getFirst();

        assertThatThrownBy(() -> new RecordedUsage(
                        item.eventId(),
                        item.fingerprint(),
                        1,
                        0,
                        item.occurredAt(),
                        item.receivedAt(),
                        item.origin(),
                        item.call(),
                        item.trace(),
                        item.usage(),
                        item.cost(),
                        item.flags()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sign 0");
    }

    private static Recorded<RecordedUsage> event() {
        return UsageRecorded.of(
                "01939f6e-2222-7000-8000-000000000002",
                Instant.parse("2026-11-22T10:00:02.250Z"),
                ORGANIZATION,
                List.of(complete(), smallest()));
    }

    private static RecordedUsage complete() {
        var buckets = new LinkedHashMap<String, BigDecimal>();
        buckets.put("in_fresh", new BigDecimal(3));
        buckets.put("in_cache_write_5m", new BigDecimal(12_304));
        buckets.put("out_text", new BigDecimal(550));
        return new RecordedUsage(
                "01939f6e-3333-7000-8000-000000000003",
                "q83vEjRWeJCrze8SNFZ4kA",
                1,
                1,
                Instant.parse("2026-11-22T10:00:00.000999Z"),
                Instant.parse("2026-11-22T10:00:02.250Z"),
                new RecordedUsage.Origin(
                        ORGANIZATION,
                        "01939f6e-4444-7000-8000-000000000004",
                        "01939f6e-5555-7000-8000-000000000005",
                        "production",
                        "reviewer",
                        "u-7",
                        "key-1",
                        Map.of("feature", "review")),
                new RecordedUsage.Call(
                        "anthropic",
                        "claude-sonnet-4-5",
                        "claude-sonnet-latest",
                        "chat",
                        "ok",
                        null,
                        "standard",
                        "us",
                        "msg_1",
                        "review",
                        "3",
                        1840L,
                        310L),
                new RecordedUsage.Trace(
                        "s-1", "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", "53995c3f42cd8ad8"),
                new RecordedUsage.Usage(
                        "final",
                        "anthropic",
                        buckets,
                        12_307,
                        null,
                        12_307,
                        0,
                        12_304,
                        550,
                        0,
                        JSON.readTree(
                                "{\"input_tokens\":3,\"cache_creation_input_tokens\":12304,\"output_tokens\":550}")),
                new RecordedUsage.Cost(
                        new BigDecimal("0.054399000000"),
                        "USD",
                        "anthropic/claude-sonnet-4-5@1",
                        new RecordedUsage.Money(new BigDecimal("0.0544"), "USD"),
                        "01939f6e-6666-7000-8000-000000000006"),
                List.of("cache_ttl_assumed"));
    }

    private static RecordedUsage smallest() {
        return new RecordedUsage(
                "openai:chatcmpl-1",
                "AAAAAAAAAAAAAAAAAAAAAA",
                1,
                1,
                Instant.parse("2026-11-22T10:00:01Z"),
                Instant.parse("2026-11-22T10:00:02.250Z"),
                new RecordedUsage.Origin(ORGANIZATION, null, null, null, null, null, null, Map.of()),
                new RecordedUsage.Call(
                        "openai", "tiny", null, null, "error", "timeout", null, null, null, null, null, null, null),
                new RecordedUsage.Trace(null, null, null, null),
                new RecordedUsage.Usage(
                        "partial",
                        "openai_chat",
                        Map.of("in_fresh", new BigDecimal("1E+6")),
                        1_000_000,
                        1_000_000L,
                        1_000_000,
                        0,
                        0,
                        0,
                        0,
                        JSON.readTree("{\"prompt_tokens\":1000000}")),
                new RecordedUsage.Cost(new BigDecimal("1E-12"), "USD", null, null, null),
                List.of());
    }
}
