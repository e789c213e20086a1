package io.machinenativeops.tokentracking.storage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.machinenativeops.tokentracking.ingest.RecordedEvents;
import io.machinenativeops.tokentracking.usage.Unit;
import org.jspecify.annotations.Nullable;

/**
 * A question about one tenant's usage. This class alone writes SQL that reads the raw table, and none of it without the
 * tenant. Values never become part of the text: they are parameters of the server.
 */
public final class TenantQuery {

    /**
     * Each latency counts in the slot {@code ceil(log(ms) / log(1.02))}: reading a slot's middle is wrong by 1 % at most, so
     * that after rounding to whole milliseconds no more than 2 % are lost.
     */
    public static final double LATENCY_FACTOR = 1.02;

    private static final String PRICED = "cost IS NOT NULL";
    private static final String INPUT = tokens(Unit.Side.INPUT);
    private static final String OUTPUT = tokens(Unit.Side.OUTPUT);

    private static final String SUMS = String.join(
            ", ",
            "sum(sign) AS events",
            "sumIf(sign, cost IS NULL) AS unpricedEvents",
            "sumIf(sign, status = 'error') AS errors",
            "sum(sign * toInt64(" + INPUT + ")) AS inputTokens",
            "sum(sign * toInt64(in_cache_read + in_audio_cached + in_image_cached)) AS cacheReadTokens",
            "sum(sign * toInt64(in_cache_write_5m + in_cache_write_1h + in_cache_write_other)) AS cacheWriteTokens",
            "sum(sign * toInt64(" + OUTPUT + ")) AS outputTokens",
            "sum(sign * toInt64(out_reasoning)) AS reasoningTokens",
            "sumIf(sign, " + PRICED + ") AS pricedEvents",
            "sumIf(sign * cost, " + PRICED + ") AS totalCost",
            slots("latency_ms") + " AS latencySlots",
            slots("time_to_first_token_ms") + " AS firstTokenSlots");

    private static final String ROW = "event_id, revision, "
            + "toUnixTimestamp64Milli(occurred_at) AS occurred_ms, received_after_ms, team_id, project_id, environment, agent, "
            + "user_id, api_key_id, tags, provider, model, request_model, operation, status, error_type, service_tier, "
            + "region, response_id, prompt_name, prompt_version, latency_ms, time_to_first_token_ms, session_id, trace_id, "
            + "span_id, parent_span_id, usage_status, dialect, " + String.join(", ", UsageRow.TOKEN_COLUMNS)
            + ", other_units, outside_prompt, cost, currency, price_version, reported_cost, reported_currency, "
            + "reservation_id, flags";

    private final StringBuilder sql = new StringBuilder();
    private final Map<String, String> parameters = new TreeMap<>();

    private TenantQuery() {}

    String sql(String database) {
        return sql.toString().replace("$events", database + "." + UsageRow.TABLE);
    }

    Map<String, String> parameters() {
        return parameters;
    }

    /**
     * Sums by groups, ordered by their keys {@code k0}, {@code k1}, …
     *
     * @param after keys of the last group seen; empty to begin
     */
    public static TenantQuery groups(UsageSelection selection, List<Dimension> keys, List<String> after, int limit) {
        var query = new TenantQuery();
        query.sql.append("SELECT ");
        query.keys(keys);
        query.sql.append(SUMS).append(" FROM $events WHERE ").append(query.where(selection));
        if (!after.isEmpty()) {
            query.sql.append(" AND (").append(names(keys.size())).append(",) > (");
            after.forEach(key -> query.sql.append(query.text(key)).append(','));
            query.sql.append(')');
        }
        if (!keys.isEmpty()) {
            query.sql.append(" GROUP BY ").append(names(keys.size()));
        }
        query.sql.append(" HAVING events != 0");
        if (!keys.isEmpty()) {
            query.sql.append(" ORDER BY ").append(names(keys.size()));
        }
        query.sql.append(" LIMIT ").append(limit);
        return query;
    }

    /** Sums by slots of time and groups: as {@link #groups}, led by the column of the slot. */
    public static TenantQuery series(UsageSelection selection, LocalSlots slots, List<Dimension> keys, int limit) {
        var query = new TenantQuery();
        query.sql.append("SELECT ").append(slot(slots)).append(" AS slot, ");
        query.keys(keys);
        var names = keys.isEmpty() ? "slot" : "slot, " + names(keys.size());
        query.sql
                .append(SUMS)
                .append(" FROM $events WHERE ")
                .append(query.where(selection))
                .append(" GROUP BY ")
                .append(names)
                .append(" HAVING events != 0 ORDER BY ")
                .append(names)
                .append(" LIMIT ")
                .append(limit);
        return query;
    }

    /**
     * Events as they stand now, the newest first.
     *
     * @param before time and id of the last event seen; null to begin
     */
    public static TenantQuery events(UsageSelection selection, @Nullable EventPosition before, int limit) {
        var query = new TenantQuery();
        query.sql.append("SELECT ").append(ROW).append(" FROM $events WHERE ").append(query.where(selection));
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
                .append(", raw_usage FROM $events WHERE ")
                .append(query.tenant(scope))
                .append(" AND event_id = ")
                .append(query.text(eventId))
                .append(" AND ")
                .append(query.current(scope.organizationId()))
                .append(" LIMIT 1");
        return query;
    }

    /** Fingerprints of those of the events that are stored in the time they are sought in, each in its last revision. */
    static TenantQuery fingerprints(String organizationId, Collection<RecordedEvents.Sought> events) {
        var query = new TenantQuery();
        var from = events.stream().map(RecordedEvents.Sought::from).min(Comparator.naturalOrder());
        var to = events.stream().map(RecordedEvents.Sought::to).max(Comparator.naturalOrder());
        query.sql
                .append("SELECT event_id, argMax(fingerprint, (revision, sign)) AS found FROM $events WHERE ")
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

    /** One row when anything is stored that was received before the moment. */
    static TenantQuery receivedBefore(String organizationId, Instant moment) {
        var query = new TenantQuery();
        query.sql
                .append("SELECT 1 FROM $events WHERE ")
                .append(query.tenant(TenantScope.all(organizationId)))
                .append(" AND addMilliseconds(occurred_at, received_after_ms) < ")
                .append(query.instant(moment))
                .append(" LIMIT 1");
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
        var from = instant(selection.from());
        var to = instant(selection.to());
        // The hours are what the table is sorted by; the moments are what was asked.
        var where = new StringBuilder(tenant(selection.scope()))
                .append(" AND toStartOfHour(occurred_at) >= toStartOfHour(")
                .append(from)
                .append(") AND toStartOfHour(occurred_at) <= toStartOfHour(")
                .append(to)
                .append(") AND occurred_at >= ")
                .append(from)
                .append(" AND occurred_at < ")
                .append(to);
        selection
                .filters()
                .forEach((dimension, values) -> where.append(" AND ")
                        .append(expression(dimension))
                        .append(" IN ")
                        .append(texts(values)));
        return where.toString();
    }

    /** An event counts in its highest revision, as long as it was not taken back; most were never corrected. */
    private String current(String organizationId) {
        var organization = "org_id = " + text(organizationId);
        var corrected = "SELECT event_id FROM $events WHERE " + organization + " AND (revision > 1 OR sign < 0)";
        return "sign = 1 AND ((revision = 1 AND event_id NOT IN (" + corrected + ")) OR (event_id, revision) IN ("
                + "SELECT event_id, maxIf(revision, sign = 1) FROM $events WHERE " + organization
                + " AND event_id IN (" + corrected + ") GROUP BY event_id HAVING sum(sign) > 0))";
    }

    private void keys(List<Dimension> keys) {
        for (int i = 0; i < keys.size(); i++) {
            sql.append(expression(keys.get(i))).append(" AS k").append(i).append(", ");
        }
    }

    private String expression(Dimension dimension) {
        return dimension.kind() == Dimension.Kind.TAG
                ? "tags[" + text(dimension.tag()) + "]"
                : "toString(" + dimension.kind().column() + ")";
    }

    /** The slot a row belongs to: its local day since 1970, or the second at which it starts. */
    private static String slot(LocalSlots slots) {
        var second = "toUnixTimestamp(occurred_at)";
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

    private static String names(int keys) {
        var names = new ArrayList<String>();
        for (int i = 0; i < keys; i++) {
            names.add("k" + i);
        }
        return String.join(", ", names);
    }

    private static String tokens(Unit.Side side) {
        return UsageRow.TOKEN_COLUMNS.stream()
                .filter(column -> Unit.ofKey(column).orElseThrow().side() == side)
                .collect(Collectors.joining(" + "));
    }

    /** Counts by slot; 0 ms has a slot of its own, for it has no logarithm. */
    private static String slots(String column) {
        var some = "ifNull(" + column + ", 0)";
        return "sumMapIf(map(toInt16(if(" + some + " = 0, -1, ceil(log(greatest(" + some + ", 1)) / log("
                + LATENCY_FACTOR + ")))), toInt64(sign)), " + column + " IS NOT NULL)";
    }
}
