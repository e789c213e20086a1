package io.machinenativeops.tokentracking.storage;

/** Asks for what traces and sessions are made of. */
final class TraceQuery {

    private static final String SPAN =
            "trace_id, span_id, parent_span_id, toUnixTimestamp64Milli(started_at) AS started_ms, "
                    + "duration_ms, agent, kind, name, tool, status, provider, model, reported_input, reported_output, "
                    + "reported_usage";

    private TraceQuery() {}

    static String callsOfTrace(TenantRows rows, TenantScope scope, String traceId, int limit) {
        return EventQuery.calls(rows, scope, inTrace(rows, traceId), limit);
    }

    static String spansOfTrace(TenantRows rows, TenantScope scope, String traceId, int limit) {
        return spans(rows, scope, inTrace(rows, traceId), limit);
    }

    static String callsOfSession(TenantRows rows, TenantScope scope, String sessionId, int limit) {
        return EventQuery.calls(rows, scope, inSession(rows, scope, sessionId), limit);
    }

    static String spansOfSession(TenantRows rows, TenantScope scope, String sessionId, int limit) {
        return spans(rows, scope, inSession(rows, scope, sessionId), limit);
    }

    /** The stream forgets ids in the end, so that a very late export may have stored a span again. */
    private static String spans(TenantRows rows, TenantScope scope, String which, int limit) {
        return "SELECT " + SPAN + " FROM " + rows.spans(scope) + " AND (" + which
                + ") ORDER BY started_at, span_id LIMIT 1 BY trace_id, span_id LIMIT " + limit;
    }

    private static String inTrace(TenantRows rows, String traceId) {
        return "trace_id = " + rows.values().text(traceId);
    }

    private static String inSession(TenantRows rows, TenantScope scope, String sessionId) {
        var session = rows.values().text(sessionId);
        var named = " AND session_id = " + session + " AND trace_id != ''";
        return "session_id = " + session + " OR (session_id = '' AND trace_id IN (SELECT trace_id FROM "
                + rows.events(scope) + named + " UNION DISTINCT SELECT trace_id FROM " + rows.spans(scope) + named
                + "))";
    }
}
