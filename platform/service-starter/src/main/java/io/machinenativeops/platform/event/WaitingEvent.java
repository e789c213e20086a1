package io.machinenativeops.platform.event;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** An event of the outbox. */
record WaitingEvent(
        long row,
        UUID id,
        String stream,
        String type,
        String subject,
        @Nullable Long sequence,
        Instant occurredAt,
        @Nullable String traceparent,
        String data) {

    static final String COLUMNS = "id, event_id, stream, type, subject, sequence, occurred_at, traceparent, data";

    static WaitingEvent read(ResultSet row, int at) throws SQLException {
        return new WaitingEvent(
                row.getLong("id"),
                row.getObject("event_id", UUID.class),
                row.getString("stream"),
                row.getString("type"),
                row.getString("subject"),
                row.getObject("sequence", Long.class),
                row.getObject("occurred_at", OffsetDateTime.class).toInstant(),
                row.getString("traceparent"),
                row.getString("data"));
    }

    /** As CloudEvents 1.0 writes it in JSON, with the extensions {@code sequence} and {@code traceparent}. */
    byte[] cloudEvent(JsonMapper json, String source) {
        var event = json.createObjectNode();
        event.put("specversion", "1.0");
        event.put("id", id.toString());
        event.put("source", source);
        event.put("type", type);
        event.put("time", occurredAt.truncatedTo(ChronoUnit.MILLIS).toString());
        event.put("subject", subject);
        if (sequence != null) {
            event.put("sequence", "%020d".formatted(sequence));
        }
        if (traceparent != null) {
            event.put("traceparent", traceparent);
        }
        event.put("datacontenttype", "application/json");
        event.set("data", json.readTree(data));
        return json.writeValueAsBytes(event);
    }

    /** Events with the same lane are sent one after the other; those of one subject that has an order share one. */
    int lane(int lanes) {
        return Math.floorMod(sequence == null ? Long.hashCode(row) : subject.hashCode(), lanes);
    }
}
