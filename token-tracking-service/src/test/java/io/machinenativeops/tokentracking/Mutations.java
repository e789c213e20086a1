package io.machinenativeops.tokentracking;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes hostile requests of good ones: changes of their structure, and of their bytes. */
public final class Mutations {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String PLACE = "@@here@@";

    /** Values that were never meant to be where they are put; not all of them are JSON. */
    private static final String[] VALUES = {
        "null",
        "true",
        "\"\"",
        "\" \"",
        "\"x\"",
        "0",
        "-0",
        "-1",
        "1.5",
        "01",
        "1.",
        ".5",
        "+1",
        "0x10",
        "NaN",
        "-Infinity",
        "1e3",
        "1e308",
        "1e309",
        "1e999999999",
        "-1e999999999",
        "1e-999999999",
        "1e99999999999999999999",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "999999999999999999999999999999999999999",
        "0.000000000000000000000000000000000000001",
        "1.00000000000000000000000000000000000000000000000000000001",
        "\"1e999999999\"",
        "\"9223372036854775808\"",
        "\"\\u0661\\u0662\"",
        "\"\\u0000\"",
        "\"a\\u0000b\"",
        "\"\u0001\"",
        "\"\\ud800\"",
        "\"\\udc00x\"",
        "\"\\ud83d\\ude00\"",
        "\"\\uffff\\ufeff\\u202e\"",
        "\"\\u1\"",
        "\"'; DROP TABLE usage_events; --\"",
        "\"{{7*7}}%s%n${jndi:ldap://x}\"",
        "\"../../etc/passwd\"",
        "\"0000-00-00T00:00:00Z\"",
        "\"+999999999-12-31T23:59:59.999999999Z\"",
        "\"-999999999-01-01T00:00:00Z\"",
        "\"2026-11-22T10:00:60Z\"",
        "\"2026-11-22T10:00:00+18:01\"",
        "{}",
        "[]",
        "[[]]",
        "[null]",
        "{\"\":\"\"}",
        "{\"a\":1,\"a\":2}",
        "{\"a\":{\"a\":{\"a\":{\"a\":[1,2,{\"a\":null}]}}}}",
        "[1,]",
        "{\"a\"}",
        "//",
        "/* */1",
    };

    private Mutations() {}

    /** A JSON text with one to three things wrong. */
    public static byte[] json(Random random, JsonNode good) {
        var tree = good.deepCopy();
        var hostile = new ArrayList<String>();
        for (int change = random.nextInt(3); change >= 0; change--) {
            change(random, tree, hostile);
        }
        var text = JSON.writeValueAsString(tree);
        for (var value : hostile) {
            int at = text.indexOf('"' + PLACE + '"');
            if (at < 0) {
                break;
            }
            text = text.substring(0, at) + value + text.substring(at + PLACE.length() + 2);
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void change(Random random, JsonNode tree, List<String> hostile) {
        var inner = new ArrayList<JsonNode>();
        collect(tree, inner);
        switch (inner.get(random.nextInt(inner.size()))) {
            case ObjectNode object -> change(random, object, hostile);
            case ArrayNode array -> change(random, array, hostile);
            default -> throw new IllegalStateException("Only containers are collected");
        }
    }

    private static void change(Random random, ObjectNode object, List<String> hostile) {
        var names = List.copyOf(object.propertyNames());
        if (names.isEmpty() || random.nextInt(8) == 0) {
            object.put(text(random), PLACE);
            hostile.add(value(random));
            return;
        }
        var name = names.get(random.nextInt(names.size()));
        switch (random.nextInt(6)) {
            case 0 -> object.remove(name);
            case 1 -> object.set(text(random), object.remove(name));
            case 2 -> object.set(name, object.arrayNode().add(object.get(name)));
            default -> {
                object.put(name, PLACE);
                hostile.add(value(random));
            }
        }
    }

    private static void change(Random random, ArrayNode array, List<String> hostile) {
        if (array.isEmpty() || random.nextInt(3) == 0) {
            array.add(PLACE);
            hostile.add(value(random));
            return;
        }
        int at = random.nextInt(array.size());
        switch (random.nextInt(4)) {
            case 0 -> array.remove(at);
            case 1 -> array.add(array.get(at).deepCopy());
            default -> {
                array.set(at, PLACE);
                hostile.add(value(random));
            }
        }
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (node.isContainer()) {
            containers.add(node);
            node.forEach(child -> collect(child, containers));
        }
    }

    private static String value(Random random) {
        return switch (random.nextInt(200)) {
            case 0 -> "[".repeat(5_000) + "]".repeat(5_000);
            case 1 -> "{\"a\":".repeat(40) + "1" + "}".repeat(40);
            case 2 -> "\"" + "x".repeat(1 << random.nextInt(17)) + "\"";
            case 3 -> "9".repeat(1 + random.nextInt(2_000));
            case 4 -> object(random.nextInt(300));
            default -> VALUES[random.nextInt(VALUES.length)];
        };
    }

    private static String object(int size) {
        var text = new StringBuilder("{");
        for (int i = 0; i < size; i++) {
            text.append(i == 0 ? "" : ",").append("\"k").append(i).append("\":").append(i);
        }
        return text.append('}').toString();
    }

    /** A word that may be anything, also no proper text: lone surrogates, control characters. */
    private static String text(Random random) {
        var text = new StringBuilder();
        for (int length = random.nextInt(12); length > 0; length--) {
            text.append(
                    switch (random.nextInt(6)) {
                        case 0 -> (char) random.nextInt(0x20);
                        case 1 -> "\ud83d\ude00";
                        case 2 -> (char) random.nextInt(0x80, 0x2100);
                        default -> (char) random.nextInt('0', 'z');
                    });
        }
        return text.toString();
    }

    /** Bytes with one to four places changed, cut out, doubled, or the end cut off. */
    public static byte[] bytes(Random random, byte[] good) {
        var bytes = good;
        for (int change = random.nextInt(4); change >= 0 && bytes.length > 0; change--) {
            int at = random.nextInt(bytes.length);
            int length = Math.min(bytes.length - at, 1 + random.nextInt(16));
            bytes = switch (random.nextInt(7)) {
                case 0 -> Arrays.copyOf(bytes, at);
                case 1 -> joined(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at + length, bytes.length));
                case 2 -> joined(Arrays.copyOf(bytes, at + length), Arrays.copyOfRange(bytes, at, bytes.length));
                case 3 ->
                    joined(
                            joined(Arrays.copyOf(bytes, at), noise(random)),
                            Arrays.copyOfRange(bytes, at, bytes.length));
                default -> flipped(random, bytes, at);
            };
        }
        return bytes;
    }

    private static byte[] flipped(Random random, byte[] bytes, int at) {
        var changed = bytes.clone();
        changed[at] = random.nextBoolean() ? (byte) random.nextInt() : (byte) (changed[at] ^ 1 << random.nextInt(8));
        return changed;
    }

    private static byte[] noise(Random random) {
        var noise = new byte[1 + random.nextInt(8)];
        random.nextBytes(noise);
        if (random.nextBoolean()) {
            // What a varint without end begins with.
            Arrays.fill(noise, (byte) 0xff);
        }
        return noise;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        var joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    /** A message with one to three fields set to what they were never meant to hold, doubled, or cleared. */
    public static Message protobuf(Random random, Message good) {
        var message = good.toBuilder();
        for (int change = random.nextInt(3); change >= 0; change--) {
            change(random, message);
        }
        return message.build();
    }

    private static void change(Random random, Message.Builder message) {
        var fields = message.getDescriptorForType().getFields();
        if (fields.isEmpty()) {
            return;
        }
        var field = fields.get(random.nextInt(fields.size()));
        boolean present = field.isRepeated() ? message.getRepeatedFieldCount(field) > 0 : message.hasField(field);
        if (present && field.getJavaType() == JavaType.MESSAGE && random.nextInt(10) > 0) {
            // Further down, where most of a request is.
            var inner = field.isRepeated()
                    ? message.getRepeatedFieldBuilder(field, random.nextInt(message.getRepeatedFieldCount(field)))
                    : message.getFieldBuilder(field);
            change(random, inner);
        } else if (random.nextInt(5) == 0) {
            message.clearField(field);
        } else if (field.isRepeated()) {
            message.addRepeatedField(field, value(random, message, field));
        } else {
            message.setField(field, value(random, message, field));
        }
    }

    private static Object value(Random random, Message.Builder message, FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case INT -> random.nextBoolean() ? Integer.MIN_VALUE : random.nextInt();
            case LONG -> random.nextBoolean() ? Long.MIN_VALUE >> random.nextInt(64) : random.nextLong();
            case FLOAT -> Float.intBitsToFloat(random.nextInt());
            case DOUBLE -> random.nextBoolean() ? Double.NaN : Double.longBitsToDouble(random.nextLong());
            case BOOLEAN -> random.nextBoolean();
            case STRING -> random.nextInt(50) == 0 ? "x".repeat(1 << random.nextInt(17)) : text(random);
            case BYTE_STRING -> ByteString.copyFrom(noise(random));
            case ENUM -> field.getEnumType().getValues().getFirst();
            case MESSAGE -> {
                var inner = message.newBuilderForField(field);
                for (int changes = random.nextInt(4); changes > 0; changes--) {
                    change(random, inner);
                }
                yield inner.build();
            }
        };
    }
}
