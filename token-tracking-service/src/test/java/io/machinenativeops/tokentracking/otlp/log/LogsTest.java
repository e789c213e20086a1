package io.machinenativeops.tokentracking.otlp.log;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import io.machinenativeops.tokentracking.ingest.reading.Candidate;
import io.machinenativeops.tokentracking.otlp.Fixture;
import io.machinenativeops.tokentracking.otlp.Hosts;
import io.machinenativeops.tokentracking.otlp.OtlpEncoding;
import io.machinenativeops.tokentracking.otlp.UnreadableExportException;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LogsTest {

    @Test
    void aRequestOfClaudeCodeBecomesAnEventWithItsReportedCost() {
        var candidates = in(Fixture.json("claude-code-logs.json"));

        assertThat(candidates).hasSize(2);
        assertThat(json(candidates.getFirst())).isEqualTo(json("""
                {"responseId":"req_011","provider":"anthropic","model":"claude-sonnet-4-5-20250929","operation":"chat",
                 "agent":"claude-code","sessionId":"s-claude","user":"dev@example.com",
                 "tags":{"query_source":"repl_main_thread"},"status":"ok",
                 "occurredAt":"2026-11-22T10:20:02Z","latencyMs":2000,
                 "providerCost":{"amount":0.0771,"currency":"USD"},"dialect":"anthropic",
                 "usage":{"input_tokens":2,"cache_read_input_tokens":84562,"cache_creation_input_tokens":7096,
                          "output_tokens":1200}}
                """));
    }

    @Test
    void aFailedRequestOfClaudeCodeIsAnErrorThatUsedNothing() {
        var error = json(in(Fixture.json("claude-code-logs.json")).get(1));

        assertThat(error.get("status").asString()).isEqualTo("error");
        assertThat(error.get("errorType").asString()).isEqualTo("529");
        assertThat(error.get("usage")).isEqualTo(json("{\"input_tokens\":0,\"output_tokens\":0}"));
        assertThat(error.has("responseId")).isFalse();
    }

    @Test
    void olderClaudeCodeSendsNumbersAsText() {
        var usage = json(in(Fixture.json(
                        "claude-code-logs.json",
                        "{\"intValue\":\"84562\"}",
                        "{\"stringValue\":\"84562\"}",
                        "{\"doubleValue\":0.0771}",
                        "{\"stringValue\":\"0.0771\"}"))
                .getFirst());

        assertThat(usage.at("/usage/cache_read_input_tokens").isNumber()).isTrue();
        assertThat(usage.at("/providerCost/amount").decimalValue()).isEqualByComparingTo("0.0771");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e-999999999", "1e999999999", "-1", "2e9", "free"})
    void aCostThatIsNoAmountIsLeftOut(String cost) {
        var event = json(in(Fixture.json(
                        "claude-code-logs.json", "{\"doubleValue\":0.0771}", "{\"stringValue\":\"" + cost + "\"}"))
                .getFirst());

        assertThat(event.has("providerCost")).isFalse();
        assertThat(event.at("/usage/output_tokens").asInt()).isEqualTo(1200);
    }

    @Test
    void aResentRecordIsTheSameEventAndAnotherIsNot() {
        var first = in(Fixture.json("claude-code-logs.json", "request_id", "other"));
        var again = in(Fixture.json("claude-code-logs.json", "request_id", "other"));
        var later = in(Fixture.json(
                "claude-code-logs.json", "request_id", "other", "1795342804000000000", "1795342804000000001"));

        assertThat(first.getFirst().fallbackId())
                .startsWith("claude_code.api_request:")
                .isEqualTo(again.getFirst().fallbackId())
                .isNotEqualTo(later.getFirst().fallbackId());
    }

    @ParameterizedTest
    @CsvSource({
        "claude-sonnet-4-5-20250929, anthropic",
        "us.anthropic.claude-sonnet-4-5-20250929-v1:0, aws.bedrock",
        "anthropic.claude-haiku-4-5-20251001-v1:0, aws.bedrock",
        "claude-sonnet-4-5@20250929, gcp.vertex_ai",
        ", anthropic"
    })
    void theModelTellsWhoServedIt(String model, String provider) {
        assertThat(Hosts.ofClaude(model)).isEqualTo(provider);
    }

    @Test
    void aCompletedResponseOfCodexBecomesAnEvent() {
        var candidates = in(Fixture.json("codex-logs.json"));

        assertThat(candidates).hasSize(2);
        assertThat(json(candidates.getFirst())).isEqualTo(json("""
                {"provider":"openai","model":"gpt-5-codex","operation":"chat","agent":"codex_exec","sessionId":"c-1",
                 "user":"acct-1","occurredAt":"2026-11-22T10:20:04Z","status":"ok","dialect":"openai_responses",
                 "usage":{"input_tokens":32562,"input_tokens_details":{"cached_tokens":1920},"output_tokens":35,
                          "output_tokens_details":{"reasoning_tokens":10}}}
                """));
        assertThat(json(candidates.get(1)).get("errorType").asString()).isEqualTo("response.failed");
    }

    @Test
    void theDetailsOfACallAreTheSameEventAsItsSpan() {
        var candidates = in(Fixture.json("gen-ai-logs.json"));

        assertThat(candidates).hasSize(1);
        assertThat(candidates.getFirst().fallbackId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736-0000000000000009");
        assertThat(json(candidates.getFirst()).get("usage"))
                .isEqualTo(json("{\"gen_ai.usage.input_tokens\":10,\"gen_ai.usage.output_tokens\":1}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude-code-logs.json", "codex-logs.json", "gen-ai-logs.json"})
    void jsonAndProtobufOfTheSameExportReadAlike(String name) {
        var json = Fixture.json(name);
        var protobuf = Fixture.protobuf(ExportLogsServiceRequest.newBuilder(), json);

        var events = LogEvents.read(OtlpEncoding.PROTOBUF, protobuf);
        assertThat(events).isEqualTo(LogEvents.read(OtlpEncoding.JSON, json)).isNotEmpty();
        assertThat(events.toString()).doesNotContain("secret", "REDACTED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "7",
                "{",
                "{} {}",
                "{\"resourceLogs\":{}}",
                "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"traceId\":\"00\"}]}]}]}",
                "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"eventName\":7}]}]}]}",
                "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"timeUnixNano\":\"soon\"}]}]}]}",
            })
    void whatIsNoExportIsRefused(String body) {
        assertThatThrownBy(() -> LogEvents.read(OtlpEncoding.JSON, body.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(UnreadableExportException.class)
                .hasMessageNotContaining("null");
    }

    @Test
    void protobufThatIsCutIsRefusedAndAFieldOfAnotherTypeIsUnknown() {
        var protobuf = Fixture.protobuf(ExportLogsServiceRequest.newBuilder(), Fixture.json("codex-logs.json"));

        assertThatThrownBy(() -> LogEvents.read(OtlpEncoding.PROTOBUF, Arrays.copyOf(protobuf, protobuf.length - 3)))
                .isInstanceOf(UnreadableExportException.class)
                .hasMessageContaining("ExportLogsServiceRequest in protobuf");
        // Field 1 as a varint.
        assertThat(LogEvents.read(OtlpEncoding.PROTOBUF, new byte[] {8, 1})).isEmpty();
    }

    @Test
    void theNumberOfRecordsIsBounded() {
        var records = "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{}" + ",{}".repeat(20_000) + "]}]}]}";

        assertThatThrownBy(() -> LogEvents.read(OtlpEncoding.JSON, records.getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("more than 20000 log records");
    }

    private static List<Candidate> in(byte[] json) {
        return LogEvents.read(OtlpEncoding.JSON, json).stream()
                .flatMap(event -> Logs.candidates(event).stream())
                .toList();
    }

    private static JsonNode json(Candidate candidate) {
        return json(candidate.sent().toString());
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
