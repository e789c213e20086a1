package io.machinenativeops.tokentracking.event;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static io.machinenativeops.tokentracking.event.Contract.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Holds what is written to the stream of spans and the published contract together. */
class SpanRecordedContractTest {

    private static final Contract CONTRACT = new Contract("span.recorded.v1");
    private static final String ORGANIZATION = "01939f6e-1111-7000-8000-000000000001";
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final Instant START = Instant.parse("2026-11-22T10:00:00.000999Z");
    private static final Instant RECEIVED = Instant.parse("2026-11-22T10:00:02.250Z");
    private static final JsonMapper JSON = JsonMapper.shared();

    @Test
    void writesAndReadsTheExampleOfTheContract() throws IOException {
        assertThat(JSON.readTree(SpanRecordedJson.write(event()))).isEqualTo(JSON.readTree(CONTRACT.example()));
        assertThat(SpanRecordedJson.read(CONTRACT.example().getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(event());
    }

    @Test
    void theExampleKeepsToTheSchema() throws IOException {
        assertThat(CONTRACT.violations(CONTRACT.example())).isEmpty();
        assertThat(CONTRACT.violations(CONTRACT.example().replace("\"kind\": \"other\"", "\"kind\": \"odd\"")))
                .isNotEmpty();
        assertThat(CONTRACT.violations(CONTRACT.example().replace("\"traceId\"", "\"trace\"")))
                .isNotEmpty();
    }

    @Test
    void partsPutTogetherAreTheWholeEvent() {
        var event = event();
        var text = text(SpanRecordedJson.before(event.id(), event.time(), event.subject()))
                + text(SpanRecordedJson.item(event.data().items().getFirst()))
                + text(SpanRecordedJson.between())
                + text(SpanRecordedJson.item(event.data().items().getLast()))
                + text(SpanRecordedJson.after());

        assertThat(text).isEqualTo(text(SpanRecordedJson.write(event)));
    }

    @Test
    void refusesASpanThatCanNotBePlaced() {
        assertThatThrownBy(() -> smallest("")).hasMessageContaining("lacks an id");
    }

    private static Recorded<RecordedSpan> event() {
        return SpanRecorded.of(
                "01939f6e-2222-7000-8000-000000000002",
                RECEIVED,
                ORGANIZATION,
                List.of(complete(), smallest("00f067aa0ba902b6")));
    }

    private static RecordedSpan complete() {
        return new RecordedSpan(
                TRACE,
                "00f067aa0ba902b7",
                "00f067aa0ba902b6",
                START,
                RECEIVED,
                1840L,
                "agent",
                "invoke_agent",
                "invoke_agent reviewer",
                "error",
                "timeout",
                new RecordedUsage.Origin(
                        ORGANIZATION,
                        "01939f6e-4444-7000-8000-000000000004",
                        "01939f6e-5555-7000-8000-000000000005",
                        "production",
                        "reviewer",
                        "u-7",
                        "key-1",
                        Map.of()),
                "asst_1",
                "search",
                "s-1",
                new RecordedSpan.Scope("openai_agents", "1.2.0"),
                new RecordedSpan.Reported(
                        "openai",
                        "gpt-5",
                        3600,
                        700,
                        JSON.readTree("{\"gen_ai.usage.input_tokens\":3600,\"gen_ai.usage.output_tokens\":700}")));
    }

    private static RecordedSpan smallest(String spanId) {
        return new RecordedSpan(
                TRACE,
                spanId,
                null,
                START,
                RECEIVED,
                null,
                "other",
                null,
                "plan",
                "ok",
                null,
                new RecordedUsage.Origin(ORGANIZATION, null, null, null, null, null, null, Map.of()),
                null,
                null,
                null,
                null,
                null);
    }
}
