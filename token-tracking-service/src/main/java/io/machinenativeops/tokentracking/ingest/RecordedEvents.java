package io.machinenativeops.tokentracking.ingest;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Knows events that were stored, however long ago. It is asked for those only whose claims may be forgotten, so that a late
 * resend is still told from a new event.
 */
public interface RecordedEvents {

    /**
     * Looks ids up.
     *
     * @return from the event id to the {@code fingerprint} it was stored with; ids that are not stored are absent
     * @throws io.machinenativeops.platform.problem.ProblemException {@code unavailable} when it can't be told now
     */
    Map<String, String> fingerprints(String organizationId, List<Sought> events);

    /**
     * Whether anything of this organisation is stored that was received before a moment.
     *
     * @throws io.machinenativeops.platform.problem.ProblemException {@code unavailable} when it can't be told now
     */
    boolean receivedBefore(String organizationId, Instant moment);

    /**
     * An event that is looked for.
     *
     * @param from the earliest time that it may be stored with
     * @param to the latest
     */
    record Sought(String eventId, Instant from, Instant to) {}
}
