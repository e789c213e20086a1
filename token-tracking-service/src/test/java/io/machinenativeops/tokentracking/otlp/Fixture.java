package io.machinenativeops.tokentracking.otlp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Exports as emitters document them: JSON files under {@code otlp/}. */
public final class Fixture {

    private Fixture() {}

    /** The file, with names in it replaced: {@code from, to, from, to, …}. */
    public static byte[] json(String name, String... replacements) {
        try (var in = Fixture.class.getResourceAsStream("/otlp/" + name)) {
            if (in == null) {
                throw new IllegalArgumentException("there is no fixture '" + name + "'");
            }
            var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (int at = 0; at < replacements.length; at += 2) {
                text = text.replace(replacements[at], replacements[at + 1]);
            }
            return text.getBytes(StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** The same as protobuf, by a translation of the test's own. */
    public static byte[] protobuf(Message.Builder export, byte[] json) {
        return fill(export, JsonMapper.shared().readTree(json)).build().toByteArray();
    }

    private static Message.Builder fill(Message.Builder message, JsonNode object) {
        for (var property : object.properties()) {
            var field = message.getDescriptorForType().getFields().stream()
                    .filter(known -> known.getJsonName().equals(property.getKey()))
                    .findFirst()
                    .orElseThrow();
            if (field.isRepeated()) {
                property.getValue().forEach(element -> message.addRepeatedField(field, value(message, field, element)));
            } else {
                message.setField(field, value(message, field, property.getValue()));
            }
        }
        return message;
    }

    private static Object value(Message.Builder message, FieldDescriptor field, JsonNode value) {
        return switch (field.getJavaType()) {
            case MESSAGE -> fill(message.newBuilderForField(field), value).build();
            case STRING -> value.asString();
            case BYTE_STRING -> ByteString.copyFrom(HexFormat.of().parseHex(value.asString()));
            case LONG -> Long.parseLong(value.asString());
            case INT -> Integer.parseInt(value.asString());
            case DOUBLE -> value.asDouble();
            case BOOLEAN -> value.asBoolean();
            case ENUM -> field.getEnumType().findValueByNumber(value.asInt());
            default -> throw new IllegalArgumentException("no fixture has a " + field.getJavaType());
        };
    }
}
