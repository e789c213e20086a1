package io.machinenativeops.tokentracking.storage;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;

import io.machinenativeops.tokentracking.ingest.RecordedEvents;

/** Asks what is recorded already, and deletes what is old. */
final class RecordedQuery {

    private RecordedQuery() {}

    static String fingerprints(TenantRows rows, String organizationId, Collection<RecordedEvents.Sought> events) {
        var values = rows.values();
        var from = events.stream().map(RecordedEvents.Sought::from).min(Comparator.naturalOrder());
        var to = events.stream().map(RecordedEvents.Sought::to).max(Comparator.naturalOrder());
        var ids = events.stream().map(RecordedEvents.Sought::eventId).distinct().toList();
        return "SELECT event_id, argMax(fingerprint, (revision, sign)) AS found FROM "
                + rows.events(TenantScope.all(organizationId))
                + " AND toStartOfHour(occurred_at) >= toStartOfHour(" + values.instant(from.orElseThrow())
                + ") AND toStartOfHour(occurred_at) <= toStartOfHour(" + values.instant(to.orElseThrow())
                + ") AND event_id IN " + values.texts(ids) + " GROUP BY event_id";
    }

    static String receivedBefore(TenantRows rows, String organizationId, Instant moment) {
        return "SELECT 1 FROM " + rows.events(TenantScope.all(organizationId))
                + " AND addMilliseconds(occurred_at, received_after_ms) < "
                + rows.values().instant(moment) + " LIMIT 1";
    }

    static String deletion(TenantRows rows, String organizationId, Grain grain, Instant before) {
        return "DELETE FROM " + rows.allGrains(grain, TenantScope.all(organizationId)) + " AND " + grain.time() + " < "
                + rows.values().second(before);
    }
}
