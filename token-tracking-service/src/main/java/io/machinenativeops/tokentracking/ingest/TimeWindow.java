package io.machinenativeops.tokentracking.ingest;

import java.time.Duration;
import java.time.Instant;

/**
 * When an event may have occurred.
 *
 * @param maxAge how long ago
 * @param maxAhead how far ahead of our clock
 */
record TimeWindow(Duration maxAge, Duration maxAhead) {

    void check(Instant occurredAt, Instant now) {
        if (occurredAt.isBefore(now.minus(maxAge))) {
            throw EventRejection.of(
                    IngestProblem.TOO_OLD,
                    "occurredAt",
                    "is " + occurredAt + ": expected no more than " + maxAge.toDays() + " days before now, " + now);
        }
        if (occurredAt.isAfter(now.plus(maxAhead))) {
            throw EventRejection.of(
                    IngestProblem.IN_FUTURE,
                    "occurredAt",
                    "is " + occurredAt + ": expected no more than " + maxAhead.toMinutes() + " minutes after now, "
                            + now);
        }
    }
}
