package io.machinenativeops.tokentracking.otlp;

import java.util.Base64;

import io.opentelemetry.proto.common.v1.AnyValue;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Turns values of attributes into JSON, up to a bound of parts. */
final class AttributeValues {

    /** No fact and no count is made of more. */
    private static final int MAX_PARTS = 1000;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final String attribute;
    private int parts;

    AttributeValues(String attribute) {
        this.attribute = attribute;
    }

    /** Counts one more part of the value. */
    void countPart() {
        if (++parts > MAX_PARTS) {
            throw new UnreadableExportException(
                    "The attribute " + attribute + " has more than " + MAX_PARTS + " values: expected one");
        }
    }

    /** Null for a value that holds nothing. Protobuf itself bounds how deep values are nested. */
    @Nullable
    JsonNode of(AnyValue value) {
        countPart();
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
                    array.add(orNull(of(element)));
                }
                yield array;
            }
            case KVLIST_VALUE -> {
                var object = JSON.objectNode();
                for (var pair : value.getKvlistValue().getValuesList()) {
                    object.set(pair.getKey(), orNull(of(pair.getValue())));
                }
                yield object;
            }
            default -> null;
        };
    }

    static JsonNode orNull(@Nullable JsonNode value) {
        return value == null ? JSON.nullNode() : value;
    }

    /** JSON has no NaN and no infinity: they stay as words, which no count accepts. */
    static JsonNode number(double value) {
        return Double.isFinite(value) ? JSON.numberNode(value) : JSON.stringNode(Double.toString(value));
    }
}
