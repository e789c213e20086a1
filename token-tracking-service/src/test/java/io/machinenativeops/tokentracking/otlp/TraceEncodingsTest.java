package io.machinenativeops.tokentracking.otlp;

import java.nio.charset.StandardCharsets;
import java.util.List;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Protobuf and JSON of the same export read alike. */
class TraceEncodingsTest {

    private static final String JSON = """
            {"resourceSpans":[{"resource":{"attributes":[
                {"key":"service.name","value":{"stringValue":"shop"}},
                {"key":"deployment.environment.name","value":{"stringValue":"staging"}},
                {"key":"telemetry.sdk.language","value":{"stringValue":"nodejs"}}],"droppedAttributesCount":0},
              "schemaUrl":"https://opentelemetry.io/schemas/1.37.0",
              "scopeSpans":[{"scope":{"name":"s","version":"1.2"},"spans":[
                {"traceId":"4BF92F3577B34DA6A3CE929D0E0E4736","spanId":"0000000000000001","parentSpanId":"","name":"chat",
                 "kind":3,"startTimeUnixNano":"1795342800000000000","endTimeUnixNano":1795342801840400000,
                 "attributes":[
                   {"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},
                   {"key":"gen_ai.input.messages","value":{"arrayValue":{"values":[{"stringValue":"secret"}]}}},
                   {"key":"gen_ai.usage.input_tokens","value":{"intValue":"10"}},
                   {"key":"gen_ai.usage.output_tokens","value":{"intValue":1}},
                   {"key":"gen_ai.usage.cost","value":{"doubleValue":0.25}},
                   {"value":{"doubleValue":"NaN"},"key":"gen_ai.usage.nan"},
                   {"key":"gen_ai.usage.flag","value":{"boolValue":true}},
                   {"key":"gen_ai.usage.bytes","value":{"bytesValue":"AQI="}},
                   {"key":"gen_ai.usage.list","value":{"arrayValue":{"values":[{"intValue":"1"},{"intValue":"2"}]}}},
                   {"key":"gen_ai.usage.object","value":{"kvlistValue":{"values":[{"key":"a","value":{"intValue":"3"}}]}}},
                   {"key":"gen_ai.usage.none","value":{}}],
                 "events":[{"name":"x","attributes":[]}],"status":{"code":2,"message":"no"},"flags":1}]}]}],
             "unknown":{"deeply":[{"nested":true}]}}
            """;

    @Test
    void jsonAndProtobufOfTheSameExportAreTheSameSpans() {
        var protobuf = ProtobufTraces.read(Exports.of(Exports.failed(Exports.span(
                        1,
                        0,
                        Exports.text("gen_ai.operation.name", "chat"),
                        Exports.text("gen_ai.input.messages", "secret"),
                        Exports.number("gen_ai.usage.input_tokens", 10),
                        Exports.number("gen_ai.usage.output_tokens", 1),
                        Exports.decimal("gen_ai.usage.cost", 0.25),
                        Exports.decimal("gen_ai.usage.nan", Double.NaN),
                        Exports.flag("gen_ai.usage.flag", true),
                        Exports.bytes("gen_ai.usage.bytes", "0102"),
                        Exports.list("gen_ai.usage.list", 1, 2),
                        Exports.object("gen_ai.usage.object", Exports.number("a", 3)))))
                .toByteArray());

        assertThat(json(JSON)).isEqualTo(protobuf);
        var span = protobuf.getFirst();
        assertThat(span.traceId()).isEqualTo(Exports.TRACE);
        assertThat(span.parentSpanId()).isNull();
        assertThat(span.scope()).isEqualTo(new Scope("s", "1.2"));
        assertThat(span.failed()).isTrue();
        assertThat(span.endNanos() - span.startNanos()).isEqualTo(1_840_400_000L);
        assertThat(span.attributes()).hasSize(9).doesNotContainKey("gen_ai.input.messages");
        assertThat(span.attributes())
                .hasEntrySatisfying(
                        "gen_ai.usage.nan", nan -> assertThat(nan.asString()).isEqualTo("NaN"));
        assertThat(span.resource()).containsOnlyKeys("service.name", "deployment.environment.name");
    }

    @Test
    void jsonMayUseTheNamesOfTheProtoFiles() {
        var snake = JSON.replace("resourceSpans", "resource_spans")
                .replace("scopeSpans", "scope_spans")
                .replace("startTimeUnixNano", "start_time_unix_nano")
                .replace("traceId", "trace_id")
                .replace("spanId", "span_id")
                .replace("stringValue", "string_value")
                .replace("\"code\":2", "\"code\":\"STATUS_CODE_ERROR\"");

        assertThat(json(snake)).isEqualTo(json(JSON));
    }

    @Test
    void anEmptyExportHasNoSpans() {
        assertThat(json("{}")).isEmpty();
        assertThat(json("{\"resourceSpans\":null}")).isEmpty();
        assertThat(json("{\"resourceSpans\":[{\"resource\":null,\"scopeSpans\":[]}]}"))
                .isEmpty();
        assertThat(ProtobufTraces.read(new byte[0])).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "7",
                "[]",
                "{",
                "{\"resourceSpans\":{}}",
                "{\"resourceSpans\":[7]}",
                "{} {}",
                "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"S/kvNXezTaajzpKdDg5HNg==\"}]}]}]}",
                "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"spanId\":7}]}]}]}",
                "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"startTimeUnixNano\":\"soon\"}]}]}]}",
                "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"startTimeUnixNano\":{}}]}]}]}",
                "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"attributes\":[{\"key\":\"gen_ai.usage.x\",\"value\":{\"doubleValue\":[]}}]}]}]}]}",
                "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"attributes\":[{\"key\":\"gen_ai.usage.x\",\"value\":{\"intValue\":\"1.5\"}}]}]}]}]}",
            })
    void whatIsNoExportInJsonIsRefused(String body) {
        assertThatThrownBy(() -> json(body))
                .isInstanceOf(UnreadableExportException.class)
                .hasMessageNotContaining("null");
    }

    @Test
    void whatIsNoExportInProtobufIsRefused() {
        assertThatThrownBy(() -> ProtobufTraces.read("{\"a\":1}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(UnreadableExportException.class)
                .hasMessageContaining("protobuf");
    }

    @Test
    void nestingIsBounded() {
        var deep = "{\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";

        assertThatThrownBy(() -> json(deep))
                .isInstanceOf(UnreadableExportException.class)
                .hasMessageContaining("64");
    }

    @Test
    void theNumberOfSpansAndOfValuesIsBounded() {
        var spans = "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{}" + ",{}".repeat(20_000) + "]}]}]}";
        assertThatThrownBy(() -> json(spans)).hasMessageContaining("more than 20000 spans");
        // Resource spans (1) of scope spans (2) of 20,001 empty spans (2).
        byte[] empty = new byte[2 * 20_001];
        for (int at = 0; at < empty.length; at += 2) {
            empty[at] = 0x12;
        }
        var scope = ByteString.copyFrom(empty);
        var request = ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(parsed(scope)))
                .build();
        assertThatThrownBy(() -> ProtobufTraces.read(request.toByteArray()))
                .hasMessageContaining("more than 20000 spans");

        var values = Exports.of(Exports.span(1, 0, Exports.list("gen_ai.usage.x", new long[1000])));
        assertThatThrownBy(() -> ProtobufTraces.read(values.toByteArray()))
                .hasMessageContaining("gen_ai.usage.x has more");
    }

    private static ScopeSpans parsed(ByteString bytes) {
        try {
            return ScopeSpans.parseFrom(bytes);
        } catch (InvalidProtocolBufferException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static List<Span> json(String body) {
        return JsonTraces.read(body.getBytes(StandardCharsets.UTF_8));
    }
}
