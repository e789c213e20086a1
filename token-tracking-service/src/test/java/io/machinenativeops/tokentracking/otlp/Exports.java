package io.machinenativeops.tokentracking.otlp;

import java.util.HexFormat;
import java.util.List;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;

/** Builds exports as SDKs send them. */
final class Exports {

    static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    private Exports() {}

    static ExportTraceServiceRequest of(Span.Builder... spans) {
        var scope = ScopeSpans.newBuilder()
                .setScope(InstrumentationScope.newBuilder().setName("s").setVersion("1.2"));
        for (var span : spans) {
            scope.addSpans(span);
        }
        return ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder()
                        .setResource(Resource.newBuilder()
                                .addAttributes(text("service.name", "shop"))
                                .addAttributes(text("deployment.environment.name", "staging"))
                                .addAttributes(text("telemetry.sdk.language", "nodejs")))
                        .addScopeSpans(scope))
                .build();
    }

    static Span.Builder span(int id, int parent, KeyValue... attributes) {
        var span = Span.newBuilder()
                .setTraceId(bytes(TRACE))
                .setSpanId(bytes(hex(id)))
                .setName("chat")
                .setStartTimeUnixNano(1_795_342_800_000_000_000L)
                .setEndTimeUnixNano(1_795_342_801_840_400_000L);
        if (parent > 0) {
            span.setParentSpanId(bytes(hex(parent)));
        }
        for (var attribute : attributes) {
            span.addAttributes(attribute);
        }
        return span;
    }

    /** A span of a call of gpt-5 with 10 tokens in and 1 out. */
    static Span.Builder call(int id, int parent, KeyValue... attributes) {
        return span(
                        id,
                        parent,
                        text("gen_ai.operation.name", "chat"),
                        text("gen_ai.provider.name", "openai"),
                        text("gen_ai.request.model", "gpt-5"),
                        number("gen_ai.usage.input_tokens", 10),
                        number("gen_ai.usage.output_tokens", 1))
                .addAllAttributes(List.of(attributes));
    }

    static Span.Builder failed(Span.Builder span) {
        return span.setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR));
    }

    static String hex(int id) {
        return HexFormat.of().toHexDigits((long) id);
    }

    static KeyValue text(String key, String value) {
        return pair(key, AnyValue.newBuilder().setStringValue(value));
    }

    static KeyValue number(String key, long value) {
        return pair(key, AnyValue.newBuilder().setIntValue(value));
    }

    static KeyValue decimal(String key, double value) {
        return pair(key, AnyValue.newBuilder().setDoubleValue(value));
    }

    static KeyValue flag(String key, boolean value) {
        return pair(key, AnyValue.newBuilder().setBoolValue(value));
    }

    static KeyValue list(String key, long... values) {
        var list = ArrayValue.newBuilder();
        for (long value : values) {
            list.addValues(AnyValue.newBuilder().setIntValue(value));
        }
        return pair(key, AnyValue.newBuilder().setArrayValue(list));
    }

    static KeyValue object(String key, KeyValue... values) {
        return pair(
                key,
                AnyValue.newBuilder().setKvlistValue(KeyValueList.newBuilder().addAllValues(List.of(values))));
    }

    static KeyValue bytes(String key, String hex) {
        return pair(key, AnyValue.newBuilder().setBytesValue(bytes(hex)));
    }

    private static KeyValue pair(String key, AnyValue.Builder value) {
        return KeyValue.newBuilder().setKey(key).setValue(value).build();
    }

    private static ByteString bytes(String hex) {
        return ByteString.copyFrom(HexFormat.of().parseHex(hex));
    }
}
