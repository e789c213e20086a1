package io.machinenativeops.tokentracking.ingest;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;

import io.machinenativeops.binder.redis.Outcome;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.tokentracking.event.RecordedUsage;
import io.machinenativeops.tokentracking.ingest.reading.EventIdentity;

/**
 * Takes stored events back whole, or puts back what was taken back: one signed item under the next revision, claimed as a
 * correction is, so that it happens once however often it is asked for.
 */
public final class Reversals {

    private final UsageJournal journal;
    private final Clock clock;

    Reversals(UsageJournal journal, Clock clock) {
        this.journal = journal;
        this.clock = clock;
    }

    /**
     * Records the opposite of the newest item of each event. When it returns, that is durable.
     *
     * @param newest items of one organisation as they are stored: those with sign 1 are taken back, others put back
     * @return how many of them were not reversed before
     * @throws ProblemException {@code unavailable} when nothing can be taken now; asking for the same again is safe
     */
    public int reverse(String organization, List<RecordedUsage> newest) {
        if (newest.isEmpty()) {
            return 0;
        }
        var opposites = newest.stream().map(Reversals::opposite).toList();
        return Collections.frequency(
                journal.record(organization, opposites, clock.instant().truncatedTo(ChronoUnit.MILLIS)),
                Outcome.APPENDED);
    }

    private static PreparedEvent opposite(RecordedUsage item) {
        var identity = new EventIdentity(item.eventId(), item.fingerprint(), EventIdentity.Origin.SENT);
        return new PreparedEvent(
                identity,
                new RecordedUsage(
                        item.eventId(),
                        item.fingerprint(),
                        item.revision() + 1,
                        -item.sign(),
                        item.occurredAt(),
                        item.receivedAt(),
                        item.origin(),
                        item.call(),
                        item.trace(),
                        item.usage(),
                        item.cost(),
                        item.flags()),
                null);
    }
}
