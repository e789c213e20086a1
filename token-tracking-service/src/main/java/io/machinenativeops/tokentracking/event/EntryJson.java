package io.machinenativeops.tokentracking.event;

import java.util.Arrays;

import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/** The JSON of entries: whole, and in the parts from which append-once puts an entry together. */
final class EntryJson {

    private static final byte[] SEPARATOR = {','};
    /** What follows the items: the end of the list, of {@code data} and of the event. */
    private static final byte[] END = {']', '}', '}'};

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private EntryJson() {}

    static byte[] write(Object value) {
        return JSON.writeValueAsBytes(value);
    }

    static <E> E read(byte[] event, Class<E> type) {
        return JSON.readValue(event, type);
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
}
