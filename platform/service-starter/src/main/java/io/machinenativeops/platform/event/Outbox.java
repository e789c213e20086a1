package io.machinenativeops.platform.event;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.UUID;

import io.machinenativeops.platform.tenancy.TenantDatabase;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes events in the transaction of the change they tell of: both are kept, or neither. They are sent soon after the commit, and
 * later when the stream is away.
 */
public final class Outbox implements EventSender {

    private final TenantDatabase database;
    private final JsonMapper json;
    private final InstantSource clock;
    private final Runnable wake;

    /** @param wake is called when there is something to send */
    Outbox(TenantDatabase database, JsonMapper json, InstantSource clock, Runnable wake) {
        this.database = database;
        this.json = json;
        this.clock = clock;
        this.wake = wake;
    }

    /**
     * Keeps an event for sending, in the transaction that this is called in.
     *
     * @throws IllegalStateException in none
     */
    public void publish(OutgoingEvent event) {
        send(event, UUID.randomUUID(), clock.instant());
    }

    @Override
    public void send(OutgoingEvent event, UUID id, Instant occurredAt) {
        database.inside(jdbc -> jdbc.sql("SELECT outbox_append(?, ?, ?, ?, ?, ?, ?, ?)")
                .param(id)
                .param(event.stream())
                .param(event.type())
                .param(event.subject())
                .param(event.ordered())
                .param(occurredAt.atOffset(ZoneOffset.UTC))
                .param(traceparent())
                .param(json.writeValueAsString(event.data()))
                .query()
                .singleRow());
        database.afterCommit(wake);
    }

    /** Where the change comes from, as W3C Trace Context writes it. */
    private static @Nullable String traceparent() {
        var trace = MDC.get("traceId");
        var span = MDC.get("spanId");
        return trace == null || span == null ? null : "00-" + trace + "-" + span + "-01";
    }
}
