package io.machinenativeops.tokentracking.event;

import java.io.ByteArrayOutputStream;
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

    private static final int BEGINNING = 384;
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

    /** The event up to its first item, made of the event without any; token by token, for each request needs one. */
    static byte[] before(Recorded<?> empty) {
        var bytes = new ByteArrayOutputStream(BEGINNING);
        try (var json = generator(bytes)) {
            json.writeStartObject();
            json.writeStringProperty("specversion", empty.specversion());
            json.writeStringProperty("id", empty.id());
            json.writeStringProperty("source", empty.source());
            json.writeStringProperty("type", empty.type());
            json.writeStringProperty("time", empty.time().toString());
            json.writeStringProperty("subject", empty.subject());
            json.writeStringProperty("datacontenttype", empty.datacontenttype());
            json.writeObjectPropertyStart("data");
            json.writeStringProperty("organizationId", empty.data().organizationId());
            json.writeArrayPropertyStart("items");
            json.writeEndArray();
            json.writeEndObject();
            json.writeEndObject();
        }
        return Arrays.copyOf(bytes.toByteArray(), bytes.size() - END.length);
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
