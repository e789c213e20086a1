package io.machinenativeops.tokentracking.storage;

import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** Asks for events as they are stored. */
final class EventQuery {

    private static final String ROW = "event_id, revision, "
            + "toUnixTimestamp64Milli(occurred_at) AS occurred_ms, received_after_ms, team_id, project_id, environment, agent, "
            + "user_id, api_key_id, tags, provider, model, request_model, operation, status, error_type, service_tier, "
            + "region, response_id, prompt_name, prompt_version, latency_ms, time_to_first_token_ms, session_id, trace_id, "
            + "span_id, parent_span_id, usage_status, dialect, " + String.join(", ", UsageRow.TOKEN_COLUMNS)
            + ", other_units, outside_prompt, cost, currency, price_version, reported_cost, reported_currency, "
            + "reservation_id, flags";

    /** Each part is read in order up to the end of the page; the server would else read on from each, to merge them later. */
    private static final String READ_NO_FURTHER = " SETTINGS read_in_order_use_buffering = 0";

    private EventQuery() {}

    static String page(TenantRows rows, UsageSelection selection, @Nullable EventPosition before, int limit) {
        var range = List.of(new RangePlan.Span(selection.from(), selection.to()));
        var sql = new StringBuilder("SELECT ")
                .append(ROW)
                .append(" FROM ")
                .append(rows.events(selection.scope()))
                .append(SelectedRows.in(rows, range, selection, Grain.EVENT))
                .append(" AND ")
                .append(SelectedRows.current(rows, selection.scope().organizationId()));
        if (before != null) {
            var values = rows.values();
            sql.append(" AND toStartOfHour(occurred_at) <= toStartOfHour(")
                    .append(values.instant(before.occurredAt()))
                    .append(") AND (occurred_at, event_id) < (")
                    .append(values.instant(before.occurredAt()))
                    .append(", ")
                    .append(values.text(before.eventId()))
                    .append(')');
        }
        return sql.append(" ORDER BY toStartOfHour(occurred_at) DESC, occurred_at DESC, event_id DESC LIMIT ")
                .append(limit)
                .append(READ_NO_FURTHER)
                .toString();
    }

    static String one(TenantRows rows, TenantScope scope, String eventId) {
        return "SELECT " + ROW + ", raw_usage FROM " + rows.events(scope) + " AND event_id = "
                + rows.values().text(eventId) + " AND " + SelectedRows.current(rows, scope.organizationId())
                + " LIMIT 1";
    }

    static String revisions(TenantRows rows, String organizationId, Collection<String> eventIds) {
        return "SELECT " + ROW + ", sign, fingerprint, raw_usage FROM " + rows.events(TenantScope.all(organizationId))
                + " AND event_id IN " + rows.values().texts(eventIds);
    }

    /** @param which a condition */
    static String calls(TenantRows rows, TenantScope scope, String which, int limit) {
        return "SELECT " + ROW + " FROM " + rows.events(scope) + " AND (" + which + ") AND "
                + SelectedRows.current(rows, scope.organizationId()) + " ORDER BY occurred_at, event_id LIMIT "
                + limit;
    }
}
