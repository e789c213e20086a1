package io.machinenativeops.tokentracking.ingest.reading;

import java.time.Duration;
import java.time.Instant;

/**
 * When an event may have occurred.
 *
 * @param maxAge how long ago
 * @param maxAhead how far ahead of our clock
 */
public record TimeWindow(Duration maxAge, Duration maxAhead) {

    /** Whether something may have happened then. */
    public boolean holds(Instant moment, Instant now) {
        return !moment.isBefore(now.minus(maxAge)) && !moment.isAfter(now.plus(maxAhead));
    }

    public void check(Instant occurredAt, Instant now) {
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
