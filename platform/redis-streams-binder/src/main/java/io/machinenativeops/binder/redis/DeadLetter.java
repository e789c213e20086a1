package io.machinenativeops.binder.redis;

import java.time.Instant;

/**
 * An entry that a group could not handle.
 *
 * @param entry payload and headers as they were; its id is that in the dead-letter stream
 * @param stream key of the stream it comes from
 * @param originId its id there
 * @param group that could not handle it
 * @param exception class of the cause
 * @param message of the cause
 * @param stack trace of the cause, cut to 8,000 characters
 * @param deliveries how often it had been delivered
 * @param at when it was given up
 */
public record DeadLetter(
        StreamEntry entry,
        String stream,
        String originId,
        String group,
        String exception,
        String message,
        String stack,
        long deliveries,
        Instant at) {}
