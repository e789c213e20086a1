package io.machinenativeops.tokentracking.otlp;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads {@code AnyValue} and the forms that JSON of protobuf has for numbers. */
final class AnyValueJson {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private AnyValueJson() {}

    /** The value at which the parser stands; null when it holds nothing. */
    static @Nullable JsonNode read(JsonParser in, AttributeValues bound) {
        bound.countPart();
        var found = new @Nullable JsonNode[1];
        eachField(in, kind -> {
            switch (kind) {
                case "stringValue", "bytesValue" -> found[0] = JSON.stringNode(in.getString());
                case "boolValue" -> found[0] = JSON.booleanNode(in.currentToken() == JsonToken.VALUE_TRUE);
                case "intValue" -> found[0] = JSON.numberNode(integer(in, kind));
                case "doubleValue" -> found[0] = decimal(in);
                case "arrayValue" -> found[0] = array(in, bound);
                case "kvlistValue" -> found[0] = object(in, bound);
                default -> in.skipChildren();
            }
        });
        return found[0];
    }

    private static JsonNode array(JsonParser in, AttributeValues bound) {
        var array = JSON.arrayNode();
        eachField(in, name -> {
            if (name.equals("values")) {
                eachElement(in, () -> array.add(AttributeValues.orNull(read(in, bound))));
            } else {
                in.skipChildren();
            }
        });
        return array;
    }

    private static JsonNode object(JsonParser in, AttributeValues bound) {
        var object = JSON.objectNode();
        eachField(in, name -> {
            if (name.equals("values")) {
                eachElement(in, () -> pair(in, object, bound));
            } else {
                in.skipChildren();
            }
        });
        return object;
    }

    private static void pair(JsonParser in, ObjectNode object, AttributeValues bound) {
        var key = new String[] {""};
        var value = new @Nullable JsonNode[1];
        eachField(in, name -> {
            switch (name) {
                case "key" -> key[0] = in.getString();
                case "value" -> value[0] = read(in, bound);
                default -> in.skipChildren();
            }
        });
        object.set(key[0], AttributeValues.orNull(value[0]));
    }

    /** A 64-bit number, which protobuf writes as text and many others as number. */
    static long integer(JsonParser in, String name) {
        if (in.currentToken() == JsonToken.VALUE_NULL) {
            return 0;
        }
        var text = in.currentToken().isScalarValue() ? in.getString() : "no number";
        try {
            return name.endsWith("UnixNano") ? Long.parseUnsignedLong(text) : Long.parseLong(text);
        } catch (NumberFormatException notAnInteger) {
            throw new UnreadableExportException(name + " is '" + text + "': expected a whole number of 64 bits");
        }
    }

    private static JsonNode decimal(JsonParser in) {
        if (in.currentToken() == JsonToken.VALUE_STRING) {
            return JSON.stringNode(in.getString());
        }
        if (in.currentToken() == null || !in.currentToken().isNumeric()) {
            throw new UnreadableExportException("doubleValue is no number: expected a number, NaN or Infinity");
        }
        return AttributeValues.number(in.getDoubleValue());
    }

    static void eachField(JsonParser in, JsonTraces.FieldReader reader) {
        if (in.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (in.currentToken() != JsonToken.START_OBJECT) {
            throw unexpected(in, "an object");
        }
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
            var name = camelCase(in.currentName());
            in.nextToken();
            reader.read(name);
        }
    }

    static void eachElement(JsonParser in, Runnable reader) {
        if (in.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (in.currentToken() != JsonToken.START_ARRAY) {
            throw unexpected(in, "a list");
        }
        while (in.nextToken() != JsonToken.END_ARRAY) {
            reader.run();
        }
    }

    private static UnreadableExportException unexpected(JsonParser in, String expected) {
        var place = in.currentTokenLocation();
        return new UnreadableExportException("The body has something else at line " + place.getLineNr() + ", column "
                + place.getColumnNr() + ": expected " + expected);
    }

    private static String camelCase(String name) {
        if (name.indexOf('_') < 0) {
            return name;
        }
        var camel = new StringBuilder();
        for (int at = 0; at < name.length(); at++) {
            if (name.charAt(at) == '_' && at + 1 < name.length()) {
                at++;
                camel.append(Character.toUpperCase(name.charAt(at)));
            } else {
                camel.append(name.charAt(at));
            }
        }
        return camel.toString();
    }
}
