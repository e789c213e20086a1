package io.machinenativeops.tokentracking.event;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Makes items with any value in any component, those that are added to the records later among them. */
final class RandomItems {

    private static final String SIGNS = "az09 -_:/\"\\\n\té語😀\u2028{}[],.";
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Random random;

    RandomItems(long seed) {
        random = new Random(seed);
    }

    RecordedUsage next() {
        return (RecordedUsage) record(RecordedUsage.class);
    }

    private Object record(Class<?> type) {
        var components = type.getRecordComponents();
        var types = Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        var values = Stream.of(components).map(this::value).toArray();
        try {
            var constructor = type.getDeclaredConstructor(types);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(type + " can't be made of " + List.of(components), impossible);
        }
    }

    private @Nullable Object value(RecordComponent component) {
        if (component.getAnnotatedType().isAnnotationPresent(Nullable.class) && random.nextBoolean()) {
            return null;
        }
        return switch (component.getName()) {
            case "eventId" -> "id" + text();
            case "sign" -> random.nextBoolean() ? 1 : -1;
            case "revision" -> 1 + random.nextInt(9);
            default -> value(component.getType(), component);
        };
    }

    private Object value(Class<?> type, RecordComponent component) {
        if (type.isRecord()) {
            return record(type);
        }
        return switch (type.getSimpleName()) {
            case "String" -> text();
            case "long", "Long" -> random.nextLong() >> random.nextInt(64);
            case "int", "Integer" -> random.nextInt();
            case "boolean", "Boolean" -> random.nextBoolean();
            case "Instant" -> Instant.ofEpochMilli(random.nextLong(-3_000_000_000_000L, 90_000_000_000_000L));
            case "BigDecimal" -> decimal();
            case "JsonNode" -> object(0);
            case "List" -> some(this::text);
            case "Map" -> {
                var values = ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[1];
                var map = new LinkedHashMap<String, Object>();
                some(this::text).forEach(key -> map.put(key, values.equals(String.class) ? text() : decimal()));
                yield map;
            }
            default -> throw new IllegalStateException("No value is known for " + component);
        };
    }

    private <T> List<T> some(Supplier<T> one) {
        return IntStream.range(0, random.nextInt(4)).mapToObj(_ -> one.get()).toList();
    }

    private String text() {
        var text = new StringBuilder();
        var signs = SIGNS.codePoints().toArray();
        for (int length = random.nextInt(12); length > 0; length--) {
            text.appendCodePoint(signs[random.nextInt(signs.length)]);
        }
        return text.toString();
    }

    private BigDecimal decimal() {
        return switch (random.nextInt(3)) {
            case 0 -> BigDecimal.valueOf(random.nextInt(100_000));
            case 1 -> BigDecimal.valueOf(random.nextLong(), random.nextInt(-8, 20));
            default -> new BigDecimal(new BigInteger(120, random), random.nextInt(-8, 20));
        };
    }

    private JsonNode object(int depth) {
        var object = NODES.objectNode();
        some(this::text).forEach(name -> object.set(name, node(depth + 1)));
        return object;
    }

    private JsonNode node(int depth) {
        return switch (random.nextInt(depth < 4 ? 9 : 7)) {
            case 0 -> NODES.numberNode(random.nextInt());
            case 1 -> NODES.numberNode(random.nextLong());
            case 2 -> NODES.numberNode(decimal());
            case 3 -> NODES.numberNode(new BigInteger(100, random));
            case 4 -> NODES.stringNode(text());
            case 5 -> NODES.booleanNode(random.nextBoolean());
            case 6 -> NODES.nullNode();
            case 7 -> object(depth);
            default -> {
                var array = NODES.arrayNode();
                some(() -> node(depth + 1)).forEach(array::add);
                yield array;
            }
        };
    }
}
