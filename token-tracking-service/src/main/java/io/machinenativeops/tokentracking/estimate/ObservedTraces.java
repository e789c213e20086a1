package io.machinenativeops.tokentracking.estimate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.machinenativeops.tokentracking.event.EstimateId;
import io.machinenativeops.tokentracking.storage.TenantQuery;
import io.machinenativeops.tokentracking.storage.TenantScope;
import io.machinenativeops.tokentracking.storage.UsageStore;
import tools.jackson.databind.JsonNode;

import static io.machinenativeops.tokentracking.storage.StoredRow.number;
import static io.machinenativeops.tokentracking.storage.StoredRow.text;

/** Reads traces from the store, as much at once as memory bears. */
final class ObservedTraces {

    /** Rows of one answer. */
    private static final int MOST_ROWS = 100_000;
    /** Calls are looked for this long around the spans of their traces. */
    private static final Duration AROUND = Duration.ofHours(1);
    /** How long a span runs that told no end. */
    private static final Duration OPEN = Duration.ofDays(1);

    private final UsageStore store;

    ObservedTraces(UsageStore store) {
        this.store = store;
    }

    /**
     * The traces as they are stored; those with more spans or calls than can be looked at are left out.
     *
     * @throws io.machinenativeops.tokentracking.storage.StoreException when they can't be read now
     */
    List<ObservedTrace> read(String organization, List<String> traceIds) {
        var scope = TenantScope.all(organization);
        var spans = store.rows(TenantQuery.linksOfTraces(scope, traceIds, MOST_ROWS));
        if (spans.size() == MOST_ROWS) {
            return readLess(organization, traceIds);
        }
        Map<String, List<TraceSpan>> found = spans.stream()
                .collect(Collectors.groupingBy(
                        ObservedTraces::trace, Collectors.mapping(ObservedTraces::span, Collectors.toList())));
        found.values().removeIf(each -> each.stream().noneMatch(TraceSpan::reports));
        if (found.isEmpty()) {
            return List.of();
        }
        var calls = store.rows(calls(scope, found));
        if (calls.size() == MOST_ROWS) {
            return readLess(organization, traceIds);
        }
        var byTrace = calls.stream().collect(Collectors.groupingBy(ObservedTraces::trace));
        return found.entrySet().stream()
                .map(trace -> trace(trace.getKey(), trace.getValue(), byTrace.getOrDefault(trace.getKey(), List.of())))
                .toList();
    }

    private List<ObservedTrace> readLess(String organization, List<String> traceIds) {
        int half = traceIds.size() / 2;
        if (half == 0) {
            return List.of();
        }
        var all = new ArrayList<>(read(organization, traceIds.subList(0, half)));
        all.addAll(read(organization, traceIds.subList(half, traceIds.size())));
        return all;
    }

    private static TenantQuery calls(TenantScope scope, Map<String, List<TraceSpan>> traces) {
        long from = Long.MAX_VALUE;
        long to = Long.MIN_VALUE;
        for (var span : traces.values().stream().flatMap(List::stream).toList()) {
            var end = span.end();
            from = Math.min(from, span.start());
            to = Math.max(to, end == null ? span.start() + OPEN.toMillis() : end);
        }
        return TenantQuery.callsOfTraces(
                scope,
                traces.keySet(),
                Instant.ofEpochMilli(from).minus(AROUND),
                Instant.ofEpochMilli(to).plus(AROUND),
                MOST_ROWS);
    }

    private static ObservedTrace trace(String id, List<TraceSpan> spans, List<JsonNode> rows) {
        var calls = new ArrayList<TraceCall>();
        var estimates = new HashMap<String, ObservedTrace.Standing>();
        for (var row : rows) {
            var event = row.path("event_id").asString();
            if (EstimateId.is(event)) {
                estimates.put(
                        event,
                        new ObservedTrace.Standing(
                                row.path("newest").asInt(), row.path("stands").asLong() > 0));
            } else {
                calls.add(new TraceCall(
                        text(row, "span"),
                        text(row, "parent"),
                        row.path("occurred_ms").asLong()));
            }
        }
        return new ObservedTrace(id, spans, calls, estimates);
    }

    private static String trace(JsonNode row) {
        return row.path("trace_id").asString();
    }

    private static TraceSpan span(JsonNode row) {
        long start = row.path("started_ms").asLong();
        var duration = number(row, "duration_ms");
        return new TraceSpan(
                row.path("span_id").asString(),
                text(row, "parent_span_id"),
                start,
                duration == null ? null : start + duration,
                row.path("reports").asInt() == 1,
                row.path("reported_input").asLong(),
                row.path("reported_output").asLong());
    }

    /** What these spans report; of a span that is gone, nothing. */
    Map<Estimate, JsonNode> reports(String organization, Collection<Estimate> wanted) {
        var found = new HashMap<Estimate, JsonNode>();
        var rows = store.rows(TenantQuery.reportsOfSpans(
                TenantScope.all(organization),
                wanted.stream().map(Estimate::traceId).collect(Collectors.toSet()),
                wanted.stream().map(Estimate::spanId).collect(Collectors.toSet())));
        for (var row : rows) {
            var estimate = new Estimate(
                    organization,
                    row.path("trace_id").asString(),
                    row.path("span_id").asString());
            found.put(estimate, row);
        }
        found.keySet().retainAll(Set.copyOf(wanted));
        return found;
    }
}
