package io.machinenativeops.tokentracking.otlp;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Status;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Reads {@code ExportTraceServiceRequest} in protobuf. */
final class ProtobufTraces {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private ProtobufTraces() {}

    static List<Span> read(byte[] body) {
        final ExportTraceServiceRequest request;
        try {
            request = ExportTraceServiceRequest.parseFrom(body);
        } catch (InvalidProtocolBufferException notProtobuf) {
            throw new UnreadableTracesException(
                    "The body is not an ExportTraceServiceRequest in protobuf: " + notProtobuf.getMessage());
        }
        var spans = new ArrayList<Span>();
        for (var ofResource : request.getResourceSpansList()) {
            var resource = attributes(ofResource.getResource().getAttributesList());
            for (var ofScope : ofResource.getScopeSpansList()) {
                for (var span : ofScope.getSpansList()) {
                    spans.add(span(span, resource));
                }
            }
        }
        return spans;
    }

    private static Span span(io.opentelemetry.proto.trace.v1.Span span, Map<String, JsonNode> resource) {
        var parent = SpanIds.check("parentSpanId", hex(span.getParentSpanId()), SpanIds.SPAN);
        return new Span(
                SpanIds.check("traceId", hex(span.getTraceId()), SpanIds.TRACE),
                SpanIds.check("spanId", hex(span.getSpanId()), SpanIds.SPAN),
                parent.isEmpty() ? null : parent,
                span.getStartTimeUnixNano(),
                span.getEndTimeUnixNano(),
                span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR,
                attributes(span.getAttributesList()),
                resource);
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    private static Map<String, JsonNode> attributes(List<KeyValue> pairs) {
        var attributes = new LinkedHashMap<String, JsonNode>();
        for (var pair : pairs) {
            if (Span.reads(pair.getKey())) {
                var value = value(pair.getValue());
                if (value != null) {
                    attributes.put(pair.getKey(), value);
                }
            }
        }
        return attributes;
    }

    /** Protobuf itself bounds how deep values are nested. */
    private static @Nullable JsonNode value(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> JSON.stringNode(value.getStringValue());
            case BOOL_VALUE -> JSON.booleanNode(value.getBoolValue());
            case INT_VALUE -> JSON.numberNode(value.getIntValue());
            case DOUBLE_VALUE -> number(value.getDoubleValue());
            case BYTES_VALUE ->
                JSON.stringNode(
                        Base64.getEncoder().encodeToString(value.getBytesValue().toByteArray()));
            case ARRAY_VALUE -> {
                var array = JSON.arrayNode();
                for (var element : value.getArrayValue().getValuesList()) {
                    var inside = value(element);
                    array.add(inside == null ? JSON.nullNode() : inside);
                }
                yield array;
            }
            case KVLIST_VALUE -> {
                var object = JSON.objectNode();
                for (var pair : value.getKvlistValue().getValuesList()) {
                    var inside = value(pair.getValue());
                    object.set(pair.getKey(), inside == null ? JSON.nullNode() : inside);
                }
                yield object;
            }
            default -> null;
        };
    }

    /** JSON has no NaN and no infinity: they stay as words, which no count accepts. */
    static JsonNode number(double value) {
        return Double.isFinite(value) ? JSON.numberNode(value) : JSON.stringNode(Double.toString(value));
    }
}
