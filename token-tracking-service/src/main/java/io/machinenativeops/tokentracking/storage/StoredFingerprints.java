package io.machinenativeops.tokentracking.storage;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.tokentracking.ingest.RecordedEvents;
import tools.jackson.databind.JsonNode;

/** Looks stored events up for ingest, in the raw table. */
final class StoredFingerprints implements RecordedEvents {

    /** Ids of one query over any time: few enough that the index by event still leaves most of the table out. */
    private static final int ANYWHERE = 50;
    /** Time of one query of any number of ids: little enough to be read whole. */
    private static final Duration NEAR = Duration.ofHours(3);

    private final UsageStore store;

    StoredFingerprints(UsageStore store) {
        this.store = store;
    }

    @Override
    public Map<String, String> fingerprints(String organizationId, List<Sought> events) {
        var found = new HashMap<String, String>();
        for (var some : queries(events)) {
            ask(TenantQuery.fingerprints(organizationId, some))
                    .forEach(row -> found.put(
                            row.path("event_id").asString(), row.path("found").asString()));
        }
        return found;
    }

    @Override
    public boolean receivedBefore(String organizationId, Instant moment) {
        return !ask(TenantQuery.receivedBefore(organizationId, moment)).isEmpty();
    }

    /** Events that are looked for together: few, or near to each other in time. */
    static List<List<Sought>> queries(List<Sought> events) {
        var queries = new ArrayList<List<Sought>>();
        var some = new ArrayList<Sought>();
        for (var event :
                events.stream().sorted(Comparator.comparing(Sought::to)).toList()) {
            if (some.size() >= ANYWHERE && hasTime(some, event)) {
                queries.add(some);
                some = new ArrayList<>();
            }
            some.add(event);
        }
        if (!some.isEmpty()) {
            queries.add(some);
        }
        return queries;
    }

    private static boolean hasTime(List<Sought> some, Sought next) {
        var from =
                some.stream().map(Sought::from).min(Comparator.naturalOrder()).orElseThrow();
        var earliest = from.isBefore(next.from()) ? from : next.from();
        return Duration.between(earliest, next.to()).compareTo(NEAR) > 0;
    }

    private List<JsonNode> ask(TenantQuery query) {
        try {
            return store.rows(query);
        } catch (StoreException away) {
            throw new ProblemException(
                            CommonProblem.UNAVAILABLE,
                            "Whether these events were recorded before can't be told now; nothing was accepted.")
                    .retryAfter(Duration.ofSeconds(2));
        }
    }
}
