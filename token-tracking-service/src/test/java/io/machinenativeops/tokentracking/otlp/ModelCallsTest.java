package io.machinenativeops.tokentracking.otlp;

import java.util.List;

import io.machinenativeops.tokentracking.ingest.reading.Candidate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static io.machinenativeops.tokentracking.otlp.Exports.call;
import static io.machinenativeops.tokentracking.otlp.Exports.decimal;
import static io.machinenativeops.tokentracking.otlp.Exports.number;
import static io.machinenativeops.tokentracking.otlp.Exports.span;
import static io.machinenativeops.tokentracking.otlp.Exports.text;
import static org.assertj.core.api.Assertions.assertThat;

class ModelCallsTest {

    @Test
    void aCallBecomesAnEventWithAllItsDimensions() {
        var candidates = in(
                span(
                        1,
                        0,
                        text("gen_ai.operation.name", "invoke_agent"),
                        text("gen_ai.agent.name", "reviewer"),
                        text("gen_ai.conversation.id", "s-1"),
                        text("enduser.id", "u-7"),
                        number("gen_ai.usage.input_tokens", 10),
                        number("gen_ai.usage.output_tokens", 1)),
                span(2, 1, text("gen_ai.operation.name", "execute_tool")),
                call(
                        3,
                        2,
                        text("gen_ai.response.model", "gpt-5-2025-08-07"),
                        text("gen_ai.response.id", "chatcmpl-1"),
                        text("gen_ai.prompt.name", "review"),
                        text("openai.response.service_tier", "flex"),
                        decimal("gen_ai.response.time_to_first_chunk", 0.31),
                        decimal("gen_ai.usage.cost", 0.5)));

        assertThat(candidates).hasSize(1);
        assertThat(candidates.getFirst().fallbackId()).isEqualTo(Exports.TRACE + "-0000000000000003");
        assertThat(json(candidates.getFirst().sent().toString())).isEqualTo(json("""
                {"provider":"openai","model":"gpt-5-2025-08-07","requestModel":"gpt-5","operation":"chat",
                 "responseId":"chatcmpl-1","agent":"reviewer","sessionId":"s-1","user":"u-7","environment":"staging",
                 "serviceTier":"flex","traceId":"4bf92f3577b34da6a3ce929d0e0e4736","spanId":"0000000000000003",
                 "parentSpanId":"0000000000000002","status":"ok","prompt":{"name":"review"},
                 "occurredAt":"2026-11-22T10:20:00Z","latencyMs":1840,"timeToFirstTokenMs":310.00,
                 "providerCost":{"amount":0.5,"currency":"USD"},
                 "usage":{"gen_ai.usage.input_tokens":10,"gen_ai.usage.output_tokens":1}}
                """));
    }

    @Test
    void olderSpellingsAreUnderstood() {
        var event = only(span(
                1,
                0,
                text("gen_ai.system", "anthropic"),
                text("llm.request.type", "chat"),
                text("gen_ai.request.model", "claude-sonnet-4-5"),
                text("session.id", "s-1"),
                text("user.id", "u-1"),
                text("deployment.environment", "dev"),
                number("gen_ai.usage.prompt_tokens", 10),
                number("gen_ai.usage.completion_tokens", 1)));

        assertThat(event.get("provider").asString()).isEqualTo("anthropic");
        assertThat(event.get("operation").asString()).isEqualTo("chat");
        assertThat(event.get("sessionId").asString()).isEqualTo("s-1");
        assertThat(event.get("user").asString()).isEqualTo("u-1");
        assertThat(event.get("environment").asString()).isEqualTo("dev");
        assertThat(event.get("usage").propertyNames())
                .containsExactly("gen_ai.usage.prompt_tokens", "gen_ai.usage.completion_tokens");
    }

    @Test
    void withoutAnAgentTheServiceIsTheAgent() {
        assertThat(only(call(1, 0)).get("agent").asString()).isEqualTo("shop");
    }

    @Test
    void failuresAreToldByStatusOrErrorType() {
        assertThat(only(Exports.failed(call(1, 0))).get("status").asString()).isEqualTo("error");
        var event = only(call(1, 0, text("error.type", "timeout")));
        assertThat(event.get("status").asString()).isEqualTo("error");
        assertThat(event.get("errorType").asString()).isEqualTo("timeout");
    }

    @Test
    void onlyTheLeafOfNestedCallsCounts() {
        var candidates = in(call(1, 0), span(2, 1), call(3, 2), call(4, 0));

        assertThat(candidates)
                .extracting(candidate -> candidate.sent().get("spanId").asString())
                .containsExactly("0000000000000003", "0000000000000004");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "invoke_agent",
                "create_agent",
                "execute_tool",
                "invoke_workflow",
                "framework",
                "plan",
                "retrieval"
            })
    void whatIsNotACallOfAModelIsLeftAside(String operation) {
        assertThat(in(span(
                        1,
                        0,
                        text("gen_ai.operation.name", operation),
                        text("gen_ai.provider.name", "openai"),
                        text("gen_ai.request.model", "gpt-5"),
                        number("gen_ai.usage.input_tokens", 10))))
                .isEmpty();
    }

    @Test
    void spansWithoutUsageAndFrameworkSpansAreLeftAside() {
        assertThat(in(span(1, 0, text("gen_ai.operation.name", "chat"), text("gen_ai.request.model", "gpt-5"))))
                .isEmpty();
        assertThat(in(span(1, 0, text("http.request.method", "GET")))).isEmpty();
        assertThat(in(call(1, 0, text("gen_ai.provider.name", "spring_ai")))).isEmpty();
        assertThat(in(span(
                        1,
                        0,
                        text("traceloop.span.kind", "workflow"),
                        text("gen_ai.request.model", "gpt-5"),
                        number("gen_ai.usage.input_tokens", 10))))
                .isEmpty();
    }

    @Test
    void spansThatAreEachOthersParentsEnd() {
        assertThat(in(call(1, 2), call(2, 1), call(3, 3))).hasSize(1);
    }

    @Test
    void dimensionsAreTrimmedRatherThanTokensLost() {
        var event = only(call(1, 0, text("gen_ai.agent.name", "a\u0000b" + "c".repeat(300))));

        assertThat(event.get("agent").asString()).startsWith("a?bcc").hasSize(256);
    }

    private static JsonNode only(io.opentelemetry.proto.trace.v1.Span.Builder span) {
        var candidates = in(span);
        assertThat(candidates).hasSize(1);
        return candidates.getFirst().sent();
    }

    private static List<Candidate> in(io.opentelemetry.proto.trace.v1.Span.Builder... spans) {
        return ModelCalls.in(ProtobufTraces.read(Exports.of(spans).toByteArray()));
    }

    /** Kinds of number nodes aside. */
    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
