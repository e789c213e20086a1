package io.machinenativeops.tokentracking.storage;

import java.time.Instant;

/** Where an event stands in the list, whose order is time and then id. */
public record EventPosition(Instant occurredAt, String eventId) {}
