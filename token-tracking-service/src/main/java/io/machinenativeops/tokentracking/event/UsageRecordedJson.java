package io.machinenativeops.tokentracking.event;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** The JSON form of {@link UsageRecorded}: whole, and in the parts from which an entry is put together. */
public final class UsageRecordedJson {

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

    private UsageRecordedJson() {}

    /** The whole event. */
    public static byte[] write(UsageRecorded event) {
        return JSON.writeValueAsBytes(event);
    }

    /**
     * Reads an event; fields of later producers are ignored.
     *
     * @throws tools.jackson.core.JacksonException when it is not such an event
     */
    public static UsageRecorded read(byte[] event) {
        return JSON.readValue(event, UsageRecorded.class);
    }

    /** One item as it stands between {@link #before} and {@link #after}. */
    public static byte[] item(RecordedUsage item) {
        return JSON.writeValueAsBytes(item);
    }

    /** The event up to its first item. */
    public static byte[] before(String id, Instant time, String organizationId) {
        var empty = write(UsageRecorded.of(id, time, organizationId, List.of()));
        return Arrays.copyOf(empty, empty.length - END.length);
    }

    /** What stands between two items. */
    public static byte[] between() {
        return SEPARATOR.clone();
    }

    /** The event from the end of its last item. */
    public static byte[] after() {
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
