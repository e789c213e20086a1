package io.machinenativeops.tokentracking.storage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.machinenativeops.tokentracking.ingest.RecordedEvents;
import org.jspecify.annotations.Nullable;

/**
 * A question about one tenant's usage. This class alone writes SQL that reads usage, and none of it without the tenant. Values
 * never become part of the text: they are parameters of the server.
 */
public final class TenantQuery {

    private static final String ROW = "event_id, revision, "
            + "toUnixTimestamp64Milli(occurred_at) AS occurred_ms, received_after_ms, team_id, project_id, environment, agent, "
            + "user_id, api_key_id, tags, provider, model, request_model, operation, status, error_type, service_tier, "
            + "region, response_id, prompt_name, prompt_version, latency_ms, time_to_first_token_ms, session_id, trace_id, "
            + "span_id, parent_span_id, usage_status, dialect, " + String.join(", ", UsageRow.TOKEN_COLUMNS)
            + ", other_units, outside_prompt, cost, currency, price_version, reported_cost, reported_currency, "
            + "reservation_id, flags";

    private static final String SPANS = "$spans";

    private static final String SPAN =
            "trace_id, span_id, parent_span_id, toUnixTimestamp64Milli(started_at) AS started_ms, "
                    + "duration_ms, agent, kind, name, tool, status, provider, model, reported_input, reported_output, "
                    + "reported_usage";

    private final StringBuilder sql = new StringBuilder();
    private final Map<String, String> parameters = new TreeMap<>();

    private TenantQuery() {}

    String sql(String database) {
        var text = sql.toString();
        for (var grain : Grain.values()) {
            text = text.replace(table(grain), database + "." + grain.table());
        }
        return text.replace(SPANS, database + "." + SpanRow.TABLE);
    }

    Map<String, String> parameters() {
        return parameters;
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
        var query = new TenantQuery();
        var plan = plan(selection, keys, null);
        var end = query.end(order, after, keys, limit);
        // There may be very many sessions: their percentiles are only made for those that are shown.
        var shown = plan.ofEventsAlone() && !keys.isEmpty()
                ? query.shown(plan.spans().getOrDefault(Grain.EVENT, List.of()), selection, keys, order, end)
                : "";
        query.sums(plan, selection, null, keys, shown);
        query.sql.append(end);
        return query;
    }

    private String end(GroupOrder order, @Nullable GroupPosition after, List<Dimension> keys, int limit) {
        return " HAVING events != 0"
                + (after == null ? "" : " AND " + beyond(order, after))
                + (keys.isEmpty() ? "" : " ORDER BY " + order.sql() + String.join(", ", names(keys)))
                + " LIMIT " + limit;
    }

    /** A condition that holds for the groups of one page, which are found by no more than what they are ordered by. */
    private String shown(
            List<RangePlan.Span> spans, UsageSelection selection, List<Dimension> keys, GroupOrder order, String end) {
        var expressions = keys.stream().map(this::expression).toList();
        var names = names(keys);
        var sums = new ArrayList<>(order.columns());
        sums.addFirst(SumColumn.EVENTS);
        var page = new StringBuilder("SELECT ");
        for (int i = 0; i < names.size(); i++) {
            page.append(expressions.get(i)).append(" AS ").append(names.get(i)).append(", ");
        }
        page.append(sums.stream()
                        .map(sum -> sum.ofEvents() + " AS " + sum.key())
                        .collect(Collectors.joining(", ")))
                .append(" FROM ")
                .append(table(Grain.EVENT))
                .append(" AS t WHERE ")
                .append(where(selection, Grain.EVENT, spans))
                .append(grouped(names))
                .append(end);
        return " AND (" + String.join(", ", expressions) + ") IN (SELECT " + String.join(", ", names) + " FROM (" + page
                + "))";
    }

    /** Sums by slots of time and groups: as {@link #groups}, led by the column of the slot. */
    public static TenantQuery series(UsageSelection selection, LocalSlots slots, List<Dimension> keys, int limit) {
        return series(plan(selection, keys, slots), selection, slots, keys, limit);
    }

    /**
     * As {@link #series}, from one table alone: to compare the tables.
     *
     * @param selection from and to the start of a bucket of the table, about nothing that the rollups do not hold
     */
    public static TenantQuery series(
            Grain grain, UsageSelection selection, LocalSlots slots, List<Dimension> keys, int limit) {
        var all = new RangePlan.Span(selection.from(), selection.to());
        return series(new RangePlan(Map.of(grain, List.of(all))), selection, slots, keys, limit);
    }

    private static TenantQuery series(
            RangePlan plan, UsageSelection selection, LocalSlots slots, List<Dimension> keys, int limit) {
        var query = new TenantQuery();
        query.sums(plan, selection, slots, keys, "");
        var order = new ArrayList<>(names(keys));
        order.addFirst("slot");
        query.sql
                .append(" HAVING events != 0 ORDER BY ")
                .append(String.join(", ", order))
                .append(" LIMIT ")
                .append(limit);
        return query;
    }

    /** From the rollups, unless the question is about something that they do not hold. */
    private static RangePlan plan(UsageSelection selection, List<Dimension> keys, @Nullable LocalSlots slots) {
        return Stream.concat(keys.stream(), selection.filters().keySet().stream())
                        .allMatch(Dimension::inRollups)
                ? RangePlan.ofRollups(selection.from(), selection.to(), slots)
                : RangePlan.ofEvents(selection.from(), selection.to());
    }

    /** Sums each table's part of the range by the keys, and then these sums. */
    private void sums(
            RangePlan plan,
            UsageSelection selection,
            @Nullable LocalSlots slots,
            List<Dimension> keys,
            String condition) {
        var names = new ArrayList<>(names(keys));
        if (slots != null) {
            names.addFirst("slot");
        }
        var parts = new ArrayList<String>();
        plan.spans().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(part -> parts.add(
                        part(part.getKey(), part.getValue(), selection, slots, keys) + condition + grouped(names)));
        sql.append("SELECT ");
        names.forEach(name -> sql.append(name).append(", "));
        sql.append(columns(SumColumn::ofParts, SumColumn::key))
                .append(" FROM (")
                .append(String.join(" UNION ALL ", parts))
                .append(')')
                .append(grouped(names));
    }

    private String part(
            Grain grain,
            List<RangePlan.Span> spans,
            UsageSelection selection,
            @Nullable LocalSlots slots,
            List<Dimension> keys) {
        var part = new StringBuilder("SELECT ");
        if (slots != null) {
            part.append(slot(slots, grain)).append(" AS slot, ");
        }
        for (int i = 0; i < keys.size(); i++) {
            part.append(expression(keys.get(i))).append(" AS k").append(i).append(", ");
        }
        return part.append(columns(grain::sum, SumColumn::part))
                .append(" FROM ")
                .append(table(grain))
                .append(" AS t WHERE ")
                .append(where(selection, grain, spans))
                .toString();
    }

    private static String columns(Function<SumColumn, String> expression, Function<SumColumn, String> name) {
        return Stream.of(SumColumn.values())
                .map(column -> expression.apply(column) + " AS " + name.apply(column))
                .collect(Collectors.joining(", "));
    }

    private static String grouped(List<String> names) {
        return names.isEmpty() ? "" : " GROUP BY " + String.join(", ", names);
    }

    /** Groups that stand behind one that was seen. */
    private String beyond(GroupOrder order, GroupPosition seen) {
        var names =
                IntStream.range(0, seen.keys().size()).mapToObj(i -> "k" + i).collect(Collectors.joining(", "));
        var later = "(" + names + ",) > ("
                + seen.keys().stream().map(key -> text(key) + ",").collect(Collectors.joining()) + ")";
        if (order == GroupOrder.KEY) {
            return later;
        }
        var value = parameter(order.type(), seen.value());
        return "(" + order.expression() + " < " + value + " OR (" + order.expression() + " = " + value + " AND " + later
                + "))";
    }

    /**
     * Events as they stand now, the newest first.
     *
     * @param before time and id of the last event seen; null to begin
     */
    public static TenantQuery events(UsageSelection selection, @Nullable EventPosition before, int limit) {
        var query = new TenantQuery();
        query.sql
                .append("SELECT ")
                .append(ROW)
                .append(" FROM $usage_events WHERE ")
                .append(query.where(selection));
        query.sql.append(" AND ").append(query.current(selection.scope().organizationId()));
        if (before != null) {
            query.sql
                    .append(" AND toStartOfHour(occurred_at) <= toStartOfHour(")
                    .append(query.instant(before.occurredAt()))
                    .append(") AND (occurred_at, event_id) < (")
                    .append(query.instant(before.occurredAt()))
                    .append(", ")
                    .append(query.text(before.eventId()))
                    .append(')');
        }
        query.sql.append(" ORDER BY toStartOfHour(occurred_at) DESC, occurred_at DESC, event_id DESC");
        query.sql.append(" LIMIT ").append(limit);
        return query;
    }

    /** One event as it stands now, with its raw usage; no row when it is not stored, or taken back. */
    public static TenantQuery event(TenantScope scope, String eventId) {
        var query = new TenantQuery();
        query.sql
                .append("SELECT ")
                .append(ROW)
                .append(", raw_usage FROM $usage_events WHERE ")
                .append(query.tenant(scope))
                .append(" AND event_id = ")
                .append(query.text(eventId))
                .append(" AND ")
                .append(query.current(scope.organizationId()))
                .append(" LIMIT 1");
        return query;
    }

    /** Calls of a trace as they stand now, in the order of time. */
    public static TenantQuery callsOfTrace(TenantScope scope, String traceId, int limit) {
        var query = new TenantQuery();
        return query.calls(scope, "trace_id = " + query.text(traceId), limit);
    }

    /** Structure spans of a trace, each once, in the order of time. */
    public static TenantQuery spansOfTrace(TenantScope scope, String traceId, int limit) {
        var query = new TenantQuery();
        return query.spans(scope, "trace_id = " + query.text(traceId), limit);
    }

    /** Calls of a session as they stand now: those that name it, and those of its traces that name none. */
    public static TenantQuery callsOfSession(TenantScope scope, String sessionId, int limit) {
        var query = new TenantQuery();
        return query.calls(scope, query.inSession(scope, sessionId), limit);
    }

    /** Structure spans of a session, each once: those that name it, and those of its traces that name none. */
    public static TenantQuery spansOfSession(TenantScope scope, String sessionId, int limit) {
        var query = new TenantQuery();
        return query.spans(scope, query.inSession(scope, sessionId), limit);
    }

    private TenantQuery calls(TenantScope scope, String which, int limit) {
        sql.append("SELECT ")
                .append(ROW)
                .append(" FROM $usage_events WHERE ")
                .append(tenant(scope))
                .append(" AND (")
                .append(which)
                .append(") AND ")
                .append(current(scope.organizationId()))
                .append(" ORDER BY occurred_at, event_id LIMIT ")
                .append(limit);
        return this;
    }

    /** The stream forgets ids in the end, so that a very late export may have stored a span again. */
    private TenantQuery spans(TenantScope scope, String which, int limit) {
        sql.append("SELECT ")
                .append(SPAN)
                .append(" FROM ")
                .append(SPANS)
                .append(" WHERE ")
                .append(tenant(scope))
                .append(" AND (")
                .append(which)
                .append(") ORDER BY started_at, span_id LIMIT 1 BY trace_id, span_id LIMIT ")
                .append(limit);
        return this;
    }

    private String inSession(TenantScope scope, String sessionId) {
        var session = text(sessionId);
        var named = " WHERE " + tenant(scope) + " AND session_id = " + session + " AND trace_id != ''";
        return "session_id = " + session + " OR (session_id = '' AND trace_id IN (SELECT trace_id FROM $usage_events"
                + named + " UNION DISTINCT SELECT trace_id FROM " + SPANS + named + "))";
    }

    /** Fingerprints of those of the events that are stored in the time they are sought in, each in its last revision. */
    static TenantQuery fingerprints(String organizationId, Collection<RecordedEvents.Sought> events) {
        var query = new TenantQuery();
        var from = events.stream().map(RecordedEvents.Sought::from).min(Comparator.naturalOrder());
        var to = events.stream().map(RecordedEvents.Sought::to).max(Comparator.naturalOrder());
        query.sql
                .append("SELECT event_id, argMax(fingerprint, (revision, sign)) AS found FROM $usage_events WHERE ")
                .append(query.tenant(TenantScope.all(organizationId)))
                .append(" AND toStartOfHour(occurred_at) >= toStartOfHour(")
                .append(query.instant(from.orElseThrow()))
                .append(") AND toStartOfHour(occurred_at) <= toStartOfHour(")
                .append(query.instant(to.orElseThrow()))
                .append(") AND event_id IN ")
                .append(query.texts(events.stream()
                        .map(RecordedEvents.Sought::eventId)
                        .distinct()
                        .toList()))
                .append(" GROUP BY event_id");
        return query;
    }

    /** All revisions of the events as they were recorded, each whole. */
    static TenantQuery revisions(String organizationId, Collection<String> eventIds) {
        var query = new TenantQuery();
        query.sql
                .append("SELECT ")
                .append(ROW)
                .append(", fingerprint, raw_usage FROM $usage_events WHERE ")
                .append(query.tenant(TenantScope.all(organizationId)))
                .append(" AND sign = 1 AND event_id IN ")
                .append(query.texts(eventIds));
        return query;
    }

    /** One row when anything is stored that was received before the moment. */
    static TenantQuery receivedBefore(String organizationId, Instant moment) {
        var query = new TenantQuery();
        query.sql
                .append("SELECT 1 FROM $usage_events WHERE ")
                .append(query.tenant(TenantScope.all(organizationId)))
                .append(" AND addMilliseconds(occurred_at, received_after_ms) < ")
                .append(query.instant(moment))
                .append(" LIMIT 1");
        return query;
    }

    /** No question: deletes what an organisation used before the start of a day (UTC). */
    static TenantQuery deletion(String organizationId, Grain grain, Instant before) {
        var query = new TenantQuery();
        query.sql
                .append("DELETE FROM ")
                .append(table(grain))
                .append(" WHERE ")
                .append(query.tenant(TenantScope.all(organizationId)))
                .append(" AND ")
                .append(grain.time())
                .append(" < ")
                .append(query.second(before));
        return query;
    }

    /** The one place where a query is bound to what the caller may see. */
    private String tenant(TenantScope scope) {
        var own = "org_id = " + text(scope.organizationId());
        return scope.everything()
                ? own
                : own + " AND (project_id IN " + texts(scope.projects()) + " OR team_id IN " + texts(scope.teams())
                        + ")";
    }

    private String where(UsageSelection selection) {
        return where(selection, Grain.EVENT, List.of(new RangePlan.Span(selection.from(), selection.to())));
    }

    private String where(UsageSelection selection, Grain grain, List<RangePlan.Span> spans) {
        var where = new StringBuilder(tenant(selection.scope()))
                .append(" AND (")
                .append(spans.stream()
                        .map(span -> grain == Grain.EVENT ? moments(span) : buckets(span))
                        .collect(Collectors.joining(" OR ")))
                .append(')');
        selection
                .filters()
                .forEach((dimension, values) -> where.append(" AND ")
                        .append(expression(dimension))
                        .append(" IN ")
                        .append(texts(values)));
        return where.toString();
    }

    /** The hours are what the table is sorted by; the moments are what was asked. */
    private String moments(RangePlan.Span span) {
        var from = instant(span.from());
        var to = instant(span.to());
        return "toStartOfHour(occurred_at) >= toStartOfHour(" + from
                + ") AND toStartOfHour(occurred_at) <= toStartOfHour(" + to + ") AND occurred_at >= " + from
                + " AND occurred_at < " + to;
    }

    private String buckets(RangePlan.Span span) {
        return "t.bucket >= " + second(span.from()) + " AND t.bucket < " + second(span.to());
    }

    /** An event counts in its highest revision, as long as it was not taken back; most were never corrected. */
    private String current(String organizationId) {
        var organization = "org_id = " + text(organizationId);
        var corrected = "SELECT event_id FROM $usage_events WHERE " + organization + " AND (revision > 1 OR sign < 0)";
        return "sign = 1 AND ((revision = 1 AND event_id NOT IN (" + corrected + ")) OR (event_id, revision) IN ("
                + "SELECT event_id, maxIf(revision, sign = 1) FROM $usage_events WHERE " + organization
                + " AND event_id IN (" + corrected + ") GROUP BY event_id HAVING sum(sign) > 0))";
    }

    private String expression(Dimension dimension) {
        return dimension.kind() == Dimension.Kind.TAG
                ? "tags[" + text(dimension.tag()) + "]"
                : dimension.kind().column();
    }

    /** The slot a row belongs to: its local day since 1970, or the second at which it starts. */
    private static String slot(LocalSlots slots, Grain grain) {
        var second = "toUnixTimestamp(t." + grain.time() + ")";
        var stretches = slots.stretches();
        var branches = new ArrayList<String>();
        for (int i = 0; i < stretches.size(); i++) {
            if (i < stretches.size() - 1) {
                branches.add(second + " < " + stretches.get(i + 1).start().getEpochSecond());
            }
            var stretch = stretches.get(i);
            var local = "(toInt64(" + second + ") + " + stretch.offsetSeconds() + ")";
            branches.add(
                    slots.calendarDays()
                            ? "intDiv(" + local + ", 86400)"
                            : "greatest(" + second + " - modulo(" + local + ", " + slots.stepSeconds() + "), "
                                    + stretch.start().getEpochSecond() + ")");
        }
        return branches.size() == 1
                ? "toInt64(" + branches.getFirst() + ")"
                : "toInt64(multiIf(" + String.join(", ", branches) + "))";
    }

    private String text(String value) {
        return parameter("String", escaped(value));
    }

    private String texts(Collection<String> values) {
        return parameter(
                "Array(String)",
                values.stream()
                        .sorted()
                        .map(value -> "'" + escaped(value).replace("'", "\\'") + "'")
                        .collect(Collectors.joining(",", "[", "]")));
    }

    private String instant(Instant value) {
        return "fromUnixTimestamp64Milli(" + parameter("Int64", Long.toString(value.toEpochMilli())) + ", 'UTC')";
    }

    private String second(Instant value) {
        return "toDateTime(" + parameter("Int64", Long.toString(value.getEpochSecond())) + ", 'UTC')";
    }

    private String parameter(String type, String value) {
        var name = "p" + parameters.size();
        parameters.put(name, value);
        return "{" + name + ":" + type + "}";
    }

    /** The server reads parameters as it reads tab-separated values. */
    private static String escaped(String value) {
        return value.replace("\\", "\\\\")
                .replace("\t", "\\t")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("\0", "\\0");
    }

    private static String table(Grain grain) {
        return "$" + grain.table();
    }

    private static List<String> names(List<Dimension> keys) {
        return IntStream.range(0, keys.size()).mapToObj(i -> "k" + i).toList();
    }
}
