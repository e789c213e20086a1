package io.machinenativeops.tokentracking.storage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.tokentracking.ingest.RecordedEvents;

/** Looks stored events up for ingest, in the raw table. */
final class StoredFingerprints implements RecordedEvents {

    /** Ids of one query: few enough that the index by event still leaves most of the table out. */
    private static final int AT_ONCE = 50;

    private final UsageStore store;

    StoredFingerprints(UsageStore store) {
        this.store = store;
    }

    @Override
    public Map<String, String> fingerprints(String organizationId, List<Sought> events) {
        var ids =
                new ArrayList<>(events.stream().map(Sought::eventId).distinct().toList());
        var found = new HashMap<String, String>();
        try {
            for (int i = 0; i < ids.size(); i += AT_ONCE) {
                var some = ids.subList(i, Math.min(i + AT_ONCE, ids.size()));
                store.rows(TenantQuery.fingerprints(organizationId, some))
                        .forEach(row -> found.put(
                                row.path("event_id").asString(),
                                row.path("found").asString()));
            }
            return found;
        } catch (StoreException away) {
            throw new ProblemException(
                            CommonProblem.UNAVAILABLE,
                            "Whether these events were recorded before can't be told now; nothing was accepted.")
                    .retryAfter(Duration.ofSeconds(2));
        }
    }
}
