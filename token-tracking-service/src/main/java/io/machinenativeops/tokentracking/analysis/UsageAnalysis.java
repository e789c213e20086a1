package io.machinenativeops.tokentracking.analysis;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.tokentracking.analysis.UsageTimeSeries.UsagePoint;
import io.machinenativeops.tokentracking.storage.EventPosition;
import io.machinenativeops.tokentracking.storage.GroupOrder;
import io.machinenativeops.tokentracking.storage.GroupPosition;
import io.machinenativeops.tokentracking.storage.TenantQuery;
import io.machinenativeops.tokentracking.storage.TenantScope;
import io.machinenativeops.tokentracking.storage.UsageStore;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Answers the questions of the usage routes. */
final class UsageAnalysis {

    /** Bounds of one time series. */
    static final int MOST_POINTS = 5_000;

    static final int MOST_POINT_GROUPS = 20_000;

    private static final String CURRENCY = "USD";

    private final UsageStore store;
    private final CostExplainer explainer;
    private final InstantSource clock;

    UsageAnalysis(UsageStore store, CostExplainer explainer, InstantSource clock) {
        this.store = store;
        this.explainer = explainer;
        this.clock = clock;
    }

    Instant now() {
        return clock.instant();
    }

    UsageSummary summary(UsageRequest request) {
        var selection = request.selection();
        var keys = request.groupBy();
        var order = request.order();
        var rows = keys.isEmpty()
                ? List.<JsonNode>of()
                : rows(TenantQuery.groups(selection, keys, order, groupAfter(request), request.limit() + 1));
        var page = rows.subList(0, Math.min(rows.size(), request.limit()));
        var all = !keys.isEmpty() && request.cursor() == null && page.size() == rows.size();
        return new UsageSummary(
                selection.from(),
                selection.to(),
                zone(request),
                CURRENCY,
                // Groups that are all here add up to the total, percentiles included.
                Measures.of(all ? rows : rows(TenantQuery.groups(selection, List.of(), GroupOrder.KEY, null, 1))),
                page.stream().map(row -> UsageGroup.of(keys, row)).toList(),
                rows.size() > page.size() ? request.next(groupPosition(order, page.getLast(), keys.size())) : null);
    }

    UsageTimeSeries timeSeries(UsageRequest request) {
        var selection = request.selection();
        var series = new SeriesPoints(request.interval(), request.zone(), selection.from(), selection.to());
        if (series.estimate() > MOST_POINTS) {
            throw ProblemException.invalid(
                    "interval",
                    "'" + request.interval().key() + "' makes " + series.estimate()
                            + " points of the range; expected at most " + MOST_POINTS
                            + ": take a longer interval or a shorter range");
        }
        var rows = rows(TenantQuery.series(selection, series.slots(), request.groupBy(), MOST_POINT_GROUPS + 1));
        if (rows.size() > MOST_POINT_GROUPS) {
            throw ProblemException.invalid(
                    "groupBy",
                    "more than " + MOST_POINT_GROUPS
                            + " groups in all points; expected fewer: filter, group by less or take a shorter range");
        }
        return new UsageTimeSeries(
                selection.from(),
                selection.to(),
                zone(request),
                request.interval().key(),
                CURRENCY,
                points(request, series, rows));
    }

    EventPage events(UsageRequest request) {
        var after = request.after();
        var rows = rows(TenantQuery.events(request.selection(), position(after), request.limit() + 1));
        var items = rows.stream().limit(request.limit()).map(StoredEvent::of).toList();
        if (rows.size() <= items.size()) {
            return new EventPage(items, null);
        }
        var last = items.getLast();
        return new EventPage(
                items, request.next(List.of(Long.toString(last.occurredAt().toEpochMilli()), last.eventId())));
    }

    UsageReconciliation reconciliation(UsageRequest request) {
        return new Reconciler(this::rows).reconcile(request);
    }

    StoredEvent event(TenantScope scope, String eventId) {
        return StoredEvent.of(row(scope, eventId));
    }

    CostExplanation explanation(TenantScope scope, String eventId) {
        var row = row(scope, eventId);
        return explainer.explain(
                scope.organizationId(),
                StoredEvent.of(row),
                row.path("outside_prompt").asLong());
    }

    private JsonNode row(TenantScope scope, String eventId) {
        return rows(TenantQuery.event(scope, eventId)).stream()
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        CommonProblem.NOT_FOUND,
                        "No event '" + eventId + "' is stored; one that was just accepted is stored within seconds."));
    }

    private static List<UsagePoint> points(UsageRequest request, SeriesPoints series, List<JsonNode> rows) {
        // A week or a month has several of the store's slots, which are days.
        var sums = new HashMap<Instant, Map<Map<String, @Nullable String>, UsageSums>>();
        for (var row : rows) {
            sums.computeIfAbsent(series.start(row.path("slot").asLong()), start -> new LinkedHashMap<>())
                    .computeIfAbsent(UsageGroup.key(request.groupBy(), row), key -> new UsageSums())
                    .add(row);
        }
        return series.starts().stream()
                .map(start -> new UsagePoint(start, groups(request, sums.getOrDefault(start, Map.of()))))
                .toList();
    }

    private static List<UsageGroup> groups(UsageRequest request, Map<Map<String, @Nullable String>, UsageSums> sums) {
        if (sums.isEmpty() && request.groupBy().isEmpty()) {
            return List.of(UsageGroup.of(Map.of(), Measures.NONE));
        }
        return sums.entrySet().stream()
                .map(group -> UsageGroup.of(group.getKey(), group.getValue().measures()))
                .toList();
    }

    private List<JsonNode> rows(TenantQuery query) {
        return store.answer(query);
    }

    private static @Nullable GroupPosition groupAfter(UsageRequest request) {
        var after = request.after();
        if (after.isEmpty()) {
            return null;
        }
        if (after.size() != request.groupBy().size() + 1) {
            throw ProblemException.invalid("cursor", "it belongs to another query");
        }
        return new GroupPosition(after.getFirst(), after.subList(1, after.size()));
    }

    private static List<String> groupPosition(GroupOrder order, JsonNode row, int count) {
        var position = new ArrayList<String>();
        position.add(
                switch (order) {
                    case KEY -> "";
                    case COST -> row.path("totalCost").asString();
                    case EVENTS, ERRORS -> row.path(order.key()).asString();
                    case TOKENS ->
                        Long.toString(row.path("inputTokens").asLong()
                                + row.path("outputTokens").asLong());
                });
        for (int i = 0; i < count; i++) {
            position.add(row.path("k" + i).asString());
        }
        return position;
    }

    private static @Nullable EventPosition position(List<String> after) {
        if (after.isEmpty()) {
            return null;
        }
        try {
            return new EventPosition(Instant.ofEpochMilli(Long.parseLong(after.getFirst())), after.getLast());
        } catch (NumberFormatException unreadable) {
            throw ProblemException.invalid("cursor", "it belongs to another query");
        }
    }

    private static String zone(UsageRequest request) {
        return request.zone().equals(ZoneOffset.UTC) ? "UTC" : request.zone().getId();
    }
}
