package io.machinenativeops.binder.redis;

import java.time.Duration;

/**
 * An entry that was delivered to a group and is not acknowledged yet.
 *
 * @param id the entry's id
 * @param consumer the consumer that owns it now
 * @param idle since when nobody worked on it
 * @param deliveries how often it was delivered
 */
public record PendingEntry(String id, String consumer, Duration idle, long deliveries) {}
