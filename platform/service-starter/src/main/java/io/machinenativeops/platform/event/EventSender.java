package io.machinenativeops.platform.event;

import java.time.Instant;
import java.util.UUID;

/** Sends events as the service can: through its outbox, or, where it has no database, straight into the stream. */
@FunctionalInterface
public interface EventSender {

    /**
     * Sends an event with an id and a time that it has already.
     *
     * @throws IllegalStateException with an outbox, in no transaction
     * @throws RuntimeException without one, when the event may not be in the stream
     */
    void send(OutgoingEvent event, UUID id, Instant occurredAt);
}
