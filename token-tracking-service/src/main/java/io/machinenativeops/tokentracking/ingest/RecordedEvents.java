package io.machinenativeops.tokentracking.ingest;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Knows events that were stored, however long ago. It is asked only for events so old that the claims of their ids may be
 * forgotten, so that a late resend is still told from a new event.
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
     * An event that is looked for.
     *
     * @param occurredAt as the resend says; the stored event may say otherwise
     */
    record Sought(String eventId, Instant occurredAt) {}
}
