package io.machinenativeops.tokentracking.storage;

import java.util.List;
import java.util.stream.Collectors;

/** The part of a question that says which usage it is about. */
final class SelectedRows {

    private SelectedRows() {}

    /** Conditions for what a selection takes out of parts of its range. */
    static String in(TenantRows rows, List<RangePlan.Span> spans, UsageSelection selection, Grain grain) {
        var values = rows.values();
        var where = new StringBuilder(" AND (")
                .append(spans.stream()
                        .map(span -> grain == Grain.EVENT ? moments(values, span) : buckets(values, span))
                        .collect(Collectors.joining(" OR ")))
                .append(')');
        selection
                .filters()
                .forEach((dimension, wanted) -> where.append(" AND ")
                        .append(values.dimension(dimension))
                        .append(" IN ")
                        .append(values.texts(wanted)));
        return where.toString();
    }

    /** An event counts in its highest revision, as long as it was not taken back; most were never corrected. */
    static String current(TenantRows rows, String organizationId) {
        var all = rows.events(TenantScope.all(organizationId));
        var corrected = "SELECT event_id FROM " + all + " AND (revision > 1 OR sign < 0)";
        return "sign = 1 AND ((revision = 1 AND event_id NOT IN (" + corrected + ")) OR (event_id, revision) IN ("
                + "SELECT event_id, maxIf(revision, sign = 1) FROM " + all + " AND event_id IN (" + corrected
                + ") GROUP BY event_id HAVING sum(sign) > 0))";
    }

    /** The hours are what the table is sorted by; the moments are what was asked. */
    private static String moments(QueryValues values, RangePlan.Span span) {
        var from = values.instant(span.from());
        var to = values.instant(span.to());
        return "toStartOfHour(occurred_at) >= toStartOfHour(" + from
                + ") AND toStartOfHour(occurred_at) <= toStartOfHour(" + to + ") AND occurred_at >= " + from
                + " AND occurred_at < " + to;
    }

    private static String buckets(QueryValues values, RangePlan.Span span) {
        return "t.bucket >= " + values.second(span.from()) + " AND t.bucket < " + values.second(span.to());
    }
}
