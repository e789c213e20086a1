package io.machinenativeops.tokentracking.otlp;

import java.time.Instant;
import java.util.List;

import io.machinenativeops.tokentracking.ingest.reading.Candidate;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class TracesFuzzTest {

    private static final int INPUTS = 15_000;

    @Test
    void hostileProtobufNeverBreaksTheReader() {
        var nanos = Instant.now().getEpochSecond() * 1_000_000_000L;
        var agent = Exports.span(1, 0, Exports.text("gen_ai.operation.name", "invoke_agent"))
                .setStartTimeUnixNano(nanos)
                .setEndTimeUnixNano(nanos + 1_000);
        var call = Exports.call(
                        2,
                        1,
                        Exports.text("gen_ai.response.id", "r-1"),
                        Exports.text("gen_ai.conversation.id", "c"),
                        Exports.decimal("gen_ai.usage.cost", 0.25),
                        Exports.list("gen_ai.usage.list", 1, 2),
                        Exports.object("gen_ai.usage.details", Exports.number("cached_tokens", 3)))
                .setStartTimeUnixNano(nanos)
                .setEndTimeUnixNano(nanos + 1_000);

        new ExportFuzz(TracesFuzzTest::calls, 20261122)
                .protobuf(Exports.of(agent, call), INPUTS)
                .demandBothAnswers();
    }

    @Test
    void hostileJsonNeverBreaksTheReader() {
        var nanos = Instant.now().getEpochSecond() + "000000000";
        var export = JsonMapper.shared().readTree("""
                {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},
                  "scopeSpans":[{"scope":{"name":"s","version":"1"},"spans":[
                    {"traceId":"4bf92f3577b34da6a3ce929d0e0e4736","spanId":"0000000000000002","parentSpanId":"0000000000000001",
                     "name":"chat","kind":3,"startTimeUnixNano":"%s","endTimeUnixNano":"%s","status":{"code":2},
                     "attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},
                      {"key":"gen_ai.provider.name","value":{"stringValue":"openai"}},
                      {"key":"gen_ai.request.model","value":{"stringValue":"gpt-5"}},
                      {"key":"gen_ai.usage.input_tokens","value":{"intValue":"10"}},
                      {"key":"gen_ai.usage.output_tokens","value":{"intValue":1}},
                      {"key":"gen_ai.usage.list","value":{"arrayValue":{"values":[{"intValue":"1"}]}}},
                      {"key":"gen_ai.usage.object","value":{"kvlistValue":{"values":[{"key":"a","value":{"intValue":"3"}}]}}}]},
                    {"traceId":"4bf92f3577b34da6a3ce929d0e0e4736","spanId":"0000000000000001","name":"agent",
                     "attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"invoke_agent"}}]}]}]}]}""".formatted(nanos, nanos));

        new ExportFuzz(TracesFuzzTest::calls, 20261123).json(export, INPUTS).demandBothAnswers();
    }

    private static List<Candidate> calls(OtlpEncoding encoding, byte[] body) {
        return ModelCalls.in(encoding.traces(body));
    }
}
