package io.machinenativeops.tokentracking.storage;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.machinenativeops.tokentracking.ingest.RecordedEvents;
import org.jspecify.annotations.Nullable;

/**
 * A question about one tenant's usage. This class alone names the tables that hold usage, and none of them without the tenant:
 * those that write the text of a question get them from here. Values never become part of the text: they are parameters of the
 * server.
 */
public final class TenantQuery {

    private static final String SPANS = "$spans";

    private final Bound rows = new Bound();
    private final String sql;

    private TenantQuery(Function<TenantRows, String> text) {
        sql = text.apply(rows);
    }

    String sql(String database) {
        var text = sql;
        for (var grain : Grain.values()) {
            text = text.replace(table(grain), database + "." + grain.table());
        }
        return text.replace(SPANS, database + "." + SpanRow.TABLE);
    }

    Map<String, String> parameters() {
        return rows.values().parameters();
    }

    /**
     * Sums by groups, with the values of their keys as {@code k0}, {@code k1}, …
     *
     * @param after where the last page ended; null to begin
     */
    public static TenantQuery groups(
            UsageSelection selection,
            List<Dimension> keys,
            GroupOrder order,
            @Nullable GroupPosition after,
            int limit) {
        var plan = SumQuery.plan(selection, keys, null);
        return new TenantQuery(rows -> new SumQuery(rows, plan, selection, null, keys).groups(order, after, limit));
    }

    /** Sums by slots of time and groups: as {@link #groups}, led by the column of the slot. */
    public static TenantQuery series(UsageSelection selection, LocalSlots slots, List<Dimension> keys, int limit) {
        var plan = SumQuery.plan(selection, keys, slots);
        return new TenantQuery(rows -> new SumQuery(rows, plan, selection, slots, keys).series(limit));
    }

    /**
     * As {@link #series}, from one table alone: to compare the tables.
     *
     * @param selection from and to the start of a bucket of the table, about nothing that the rollups do not hold
     */
    public static TenantQuery series(
            Grain grain, UsageSelection selection, LocalSlots slots, List<Dimension> keys, int limit) {
        var plan = new RangePlan(Map.of(grain, List.of(new RangePlan.Span(selection.from(), selection.to()))));
        return new TenantQuery(rows -> new SumQuery(rows, plan, selection, slots, keys).series(limit));
    }

    /**
     * Events as they stand now, the newest first.
     *
     * @param before time and id of the last event seen; null to begin
     */
    public static TenantQuery events(UsageSelection selection, @Nullable EventPosition before, int limit) {
        return new TenantQuery(rows -> EventQuery.page(rows, selection, before, limit));
    }

    /** One event as it stands now, with its raw usage; no row when it is not stored, or taken back. */
    public static TenantQuery event(TenantScope scope, String eventId) {
        return new TenantQuery(rows -> EventQuery.one(rows, scope, eventId));
    }

    /** Calls of a trace as they stand now, in the order of time. */
    public static TenantQuery callsOfTrace(TenantScope scope, String traceId, int limit) {
        return new TenantQuery(rows -> TraceQuery.callsOfTrace(rows, scope, traceId, limit));
    }

    /** Structure spans of a trace, each once, in the order of time. */
    public static TenantQuery spansOfTrace(TenantScope scope, String traceId, int limit) {
        return new TenantQuery(rows -> TraceQuery.spansOfTrace(rows, scope, traceId, limit));
    }

    /** Calls of a session as they stand now: those that name it, and those of its traces that name none. */
    public static TenantQuery callsOfSession(TenantScope scope, String sessionId, int limit) {
        return new TenantQuery(rows -> TraceQuery.callsOfSession(rows, scope, sessionId, limit));
    }

    /** Structure spans of a session, each once: those that name it, and those of its traces that name none. */
    public static TenantQuery spansOfSession(TenantScope scope, String sessionId, int limit) {
        return new TenantQuery(rows -> TraceQuery.spansOfSession(rows, scope, sessionId, limit));
    }

    /** How the structure spans of traces hang together, each once, and which of them report usage. */
    public static TenantQuery linksOfTraces(TenantScope scope, Collection<String> traceIds, int limit) {
        return new TenantQuery(rows -> EstimateQuery.links(rows, scope, traceIds, limit));
    }

    /** The spans of these traces and ids that report usage, with what they say. */
    public static TenantQuery reportsOfSpans(
            TenantScope scope, Collection<String> traceIds, Collection<String> spanIds) {
        return new TenantQuery(rows -> EstimateQuery.reports(rows, scope, traceIds, spanIds));
    }

    /**
     * Calls of traces that have usage and stand, and their estimates, standing or not.
     *
     * @param from hour from which they are looked for
     * @param to the last hour
     */
    public static TenantQuery callsOfTraces(
            TenantScope scope, Collection<String> traceIds, Instant from, Instant to, int limit) {
        return new TenantQuery(rows -> EstimateQuery.calls(rows, scope, traceIds, from, to, limit));
    }

    /** Fingerprints of those of the events that are stored in the time they are sought in, each in its last revision. */
    static TenantQuery fingerprints(String organizationId, Collection<RecordedEvents.Sought> events) {
        return new TenantQuery(rows -> RecordedQuery.fingerprints(rows, organizationId, events));
    }

    /** All items of the events, of both signs, each whole. */
    static TenantQuery revisions(String organizationId, Collection<String> eventIds) {
        return new TenantQuery(rows -> EventQuery.revisions(rows, organizationId, eventIds));
    }

    /** One row when anything is stored that was received before the moment. */
    static TenantQuery receivedBefore(String organizationId, Instant moment) {
        return new TenantQuery(rows -> RecordedQuery.receivedBefore(rows, organizationId, moment));
    }

    /** No question: deletes what an organisation used before the start of a day (UTC) from a grain's table. */
    static TenantQuery deletion(String organizationId, Grain grain, Instant before) {
        return new TenantQuery(rows -> RecordedQuery.deletion(rows, organizationId, grain, before));
    }

    private static String table(Grain grain) {
        return "$" + grain.table();
    }

    /** The tables, bound to the tenant. */
    private static final class Bound implements TenantRows {

        private final QueryValues values = new QueryValues();

        @Override
        public String usage(Grain grain, String name, TenantScope scope) {
            return table(grain) + name + " WHERE " + tenant(scope)
                    + (grain.sharesTable() ? " AND level = '" + grain.key() + "'" : "");
        }

        @Override
        public String allGrains(Grain grain, TenantScope scope) {
            return table(grain) + " WHERE " + tenant(scope);
        }

        @Override
        public String spans(TenantScope scope) {
            return SPANS + " WHERE " + tenant(scope);
        }

        @Override
        public QueryValues values() {
            return values;
        }

        /** The one place where a query is bound to what the caller may see. */
        private String tenant(TenantScope scope) {
            var own = "org_id = " + values.text(scope.organizationId());
            return scope.everything()
                    ? own
                    : own + " AND (project_id IN " + values.texts(scope.projects()) + " OR team_id IN "
                            + values.texts(scope.teams()) + ")";
        }
    }
}
