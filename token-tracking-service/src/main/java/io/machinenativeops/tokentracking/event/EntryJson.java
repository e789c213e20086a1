package io.machinenativeops.tokentracking.event;

import java.io.OutputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** The JSON of entries: whole, and in the parts from which append-once puts an entry together. */
final class EntryJson {

    private static final byte[] SEPARATOR = {','};
    /** What follows the items: the end of the list, of {@code data} and of the event. */
    private static final byte[] END = {']', '}', '}'};

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new SimpleModule().addDeserializer(Instant.class, new Instants()))
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private EntryJson() {}

    /** A writer of JSON as this writes it, to be closed. */
    static JsonGenerator generator(OutputStream out) {
        return JSON.createGenerator(out);
    }

    /** Walks through an event. */
    static JsonParser parser(byte[] event) {
        return JSON.createParser(event);
    }

    static byte[] write(Object value) {
        return JSON.writeValueAsBytes(value);
    }

    /** Reads events; fields of later producers are ignored. */
    static ObjectReader reader(TypeReference<?> type) {
        return JSON.readerFor(type);
    }

    /** The event up to its first item, made of the event without any. */
    static byte[] before(Object empty) {
        var whole = write(empty);
        return Arrays.copyOf(whole, whole.length - END.length);
    }

    static byte[] between() {
        return SEPARATOR.clone();
    }

    static byte[] after() {
        return END.clone();
    }

    /** Of the time it took to read an entry, a sixth went into its times. */
    private static final class Instants extends StdDeserializer<Instant> {

        Instants() {
            super(Instant.class);
        }

        @Override
        public @Nullable Instant deserialize(JsonParser parser, DeserializationContext context) {
            var text = parser.getValueAsString();
            try {
                return InstantText.parse(text == null ? "" : text);
            } catch (DateTimeException notAnInstant) {
                return (Instant) context.handleWeirdStringValue(
                        Instant.class, text, "expected an instant such as 2026-11-22T10:00:00Z");
            }
        }
    }
}
