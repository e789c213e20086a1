package io.machinenativeops.tokentracking.ingest;

import java.util.Collection;
import java.util.List;
import java.util.Map;

import io.machinenativeops.tokentracking.event.RecordedUsage;

/** Gives stored events back, so that a correction can take back what it replaces. */
public interface CorrectableEvents {

    /**
     * All revisions of the events, as they were recorded; of an event that is not stored, none.
     *
     * @return by event id, items with sign 1
     * @throws io.machinenativeops.platform.problem.ProblemException {@code unavailable} when it can't be told now
     */
    Map<String, List<RecordedUsage>> revisions(String organizationId, Collection<String> eventIds);
}
