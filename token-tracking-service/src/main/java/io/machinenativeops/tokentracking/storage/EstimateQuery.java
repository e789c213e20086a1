package io.machinenativeops.tokentracking.storage;

import java.time.Instant;
import java.util.Collection;
import java.util.stream.Collectors;

import io.machinenativeops.tokentracking.event.EstimateId;

/** Asks for what tells whether the usage of a span stands anywhere else. */
final class EstimateQuery {

    private static final String HAS_USAGE = "("
            + UsageRow.TOKEN_COLUMNS.stream().map(column -> column + " > 0").collect(Collectors.joining(" OR "))
            + " OR notEmpty(other_units))";

    private EstimateQuery() {}

    static String links(TenantRows rows, TenantScope scope, Collection<String> traceIds, int limit) {
        return "SELECT trace_id, span_id, parent_span_id, toUnixTimestamp64Milli(started_at) AS started_ms, duration_ms, "
                + "reported_usage != '' AS reports, reported_input, reported_output FROM " + rows.spans(scope)
                + " AND trace_id IN " + rows.values().texts(traceIds)
                + " ORDER BY trace_id, started_at, span_id LIMIT 1 BY trace_id, span_id LIMIT " + limit;
    }

    static String reports(TenantRows rows, TenantScope scope, Collection<String> traceIds, Collection<String> spanIds) {
        return "SELECT trace_id, span_id, parent_span_id, toUnixTimestamp64Milli(started_at) AS started_ms, duration_ms, "
                + "team_id, project_id, environment, agent, user_id, api_key_id, session_id, status, error_type, provider, "
                + "model, reported_usage FROM " + rows.spans(scope) + " AND trace_id IN "
                + rows.values().texts(traceIds) + " AND span_id IN "
                + rows.values().texts(spanIds)
                + " AND reported_usage != '' ORDER BY trace_id, started_at, span_id LIMIT 1 BY trace_id, span_id";
    }

    static String calls(
            TenantRows rows, TenantScope scope, Collection<String> traceIds, Instant from, Instant to, int limit) {
        var values = rows.values();
        var estimate = "startsWith(event_id, " + values.text(EstimateId.PREFIX) + ")";
        return "SELECT trace_id, event_id, argMax(span_id, (revision, sign)) AS span, "
                + "argMax(parent_span_id, (revision, sign)) AS parent, "
                + "toUnixTimestamp64Milli(argMax(occurred_at, (revision, sign))) AS occurred_ms, sum(sign) AS stands, "
                + "max(revision) AS newest FROM "
                + rows.events(scope) + " AND trace_id IN " + values.texts(traceIds)
                + " AND toStartOfHour(occurred_at) >= toStartOfHour("
                + values.instant(from) + ") AND toStartOfHour(occurred_at) <= toStartOfHour("
                + values.instant(to) + ") AND " + HAS_USAGE + " GROUP BY trace_id, event_id HAVING stands > 0 OR "
                + estimate + " LIMIT " + limit;
    }
}
