package io.machinenativeops.platform.event;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An event as it comes from a stream: CloudEvents 1.0 in JSON.
 *
 * @param sequence its number among the events of its subject; null where they have no order
 * @param data to be read into a record that has what is needed of it
 */
public record IncomingEvent(
        String id,
        String source,
        String type,
        String subject,
        @Nullable Long sequence,
        JsonNode data) {

    private static final JsonMapper JSON = JsonMapper.shared();

    /**
     * Reads a message.
     *
     * @throws IllegalArgumentException when it is none, saying what it is
     */
    public static IncomingEvent read(byte[] message) {
        try {
            var event = JSON.readTree(message);
            var sequence = event.path("sequence").asString("");
            return new IncomingEvent(
                    required(event, "id"),
                    required(event, "source"),
                    required(event, "type"),
                    event.path("subject").asString(""),
                    sequence.isEmpty() ? null : Long.valueOf(sequence),
                    event.path("data"));
        } catch (JacksonException | NumberFormatException unreadable) {
            var text = new String(message, StandardCharsets.UTF_8);
            throw new IllegalArgumentException(
                    "'" + text.substring(0, Math.min(200, text.length())) + "' is no CloudEvent in JSON", unreadable);
        }
    }

    private static String required(JsonNode event, String name) {
        var value = event.path(name).asString("");
        if (value.isEmpty()) {
            throw new IllegalArgumentException("the event has no " + name + ": expected a CloudEvent in JSON");
        }
        return value;
    }

    /** The data, read into the reader's own record. */
    public <T> T dataAs(Class<T> type) {
        return JSON.treeToValue(data, type);
    }
}
