package io.machinenativeops.tokentracking.otlp;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Attributes while they are read: those that someone wants, in the order sent. */
public final class Attributes {

    private final Predicate<String> wanted;
    private final Map<String, JsonNode> found = new LinkedHashMap<>();

    /**
     * @param wanted told by name; values of all others are never read
     */
    public Attributes(Predicate<String> wanted) {
        this.wanted = wanted;
    }

    /** Reads the {@code KeyValue} at hand. */
    public void read(MessageReader in) {
        var pair = new Pair();
        in.fields(KeyValue.getDescriptor(), field -> {
            if (field == KeyValue.KEY_FIELD_NUMBER) {
                pair.key = in.text();
            } else if (field == KeyValue.VALUE_FIELD_NUMBER && (pair.key == null || wanted.test(pair.key))) {
                pair.value = in.value(String.valueOf(pair.key));
            }
        });
        if (pair.key != null && pair.value != null && wanted.test(pair.key)) {
            found.put(pair.key, pair.value);
        }
    }

    /** Reads those of the {@code Resource} at hand. */
    public void readResource(MessageReader in) {
        in.fields(Resource.getDescriptor(), field -> {
            if (field == Resource.ATTRIBUTES_FIELD_NUMBER) {
                read(in);
            }
        });
    }

    /** The name of the {@code InstrumentationScope} at hand. */
    public static String scopeName(MessageReader in) {
        var name = new String[] {""};
        in.fields(InstrumentationScope.getDescriptor(), field -> {
            if (field == InstrumentationScope.NAME_FIELD_NUMBER) {
                name[0] = in.text();
            }
        });
        return name[0];
    }

    /** A value as text; null when it is absent, blank, or no scalar. */
    public static @Nullable String text(@Nullable JsonNode value) {
        return value == null || value.isContainer() || value.asString().isBlank()
                ? null
                : value.asString().strip();
    }

    /** What was read so far. */
    public Map<String, JsonNode> all() {
        return found;
    }

    private static final class Pair {
        private @Nullable String key;
        private @Nullable JsonNode value;
    }
}
