package io.machinenativeops.bench;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** {@code ./mno bench storage}: what an event takes on disk, column by column, after all parts were merged. */
final class StorageBench {

    /** What tells one call from every other; random, so that nothing compresses it. */
    private static final Set<String> IDS =
            Set.of("event_id", "trace_id", "span_id", "parent_span_id", "response_id", "session_id");

    private static final Set<String> ID_INDEXES = Set.of("by_event", "by_session", "by_trace");

    private final Target target;
    private final Report report;

    StorageBench(Target target, Report report) {
        this.target = target;
        this.report = report;
    }

    /** @param events to load first; 0 measures what is there */
    void run(long events, int days, Instant now) {
        try (var sql = new Sql(target.clickHouseUrl())) {
            if (events > 0) {
                report.title("Loading %,d events over %d days".formatted(events, days));
                report.value("load", new BulkLoad(sql, target.organization()).run(events, days, now, line -> {}));
            }
            report.say("merging…");
            for (var table :
                    sql.rows("SELECT name FROM system.tables WHERE database = 'mno' AND engine LIKE '%MergeTree'")) {
                sql.rows("OPTIMIZE TABLE mno." + table.getFirst() + " FINAL");
            }
            tell(sql);
        }
    }

    private void tell(Sql sql) {
        var stored = sql.number("SELECT count() FROM mno.usage_events");
        var columns = perEvent(stored, sql, """
                SELECT column, sum(column_bytes_on_disk) FROM system.parts_columns
                WHERE active AND database = 'mno' AND table = 'usage_events' GROUP BY column ORDER BY 2 DESC""");
        var indexes = perEvent(stored, sql, """
                SELECT name, sum(data_compressed_bytes + marks_bytes) FROM system.data_skipping_indices
                WHERE database = 'mno' AND table = 'usage_events' GROUP BY name ORDER BY 2 DESC""");
        var tables = perEvent(stored, sql, """
                SELECT table, sum(bytes_on_disk) FROM system.parts
                WHERE active AND database = 'mno' GROUP BY table HAVING sum(rows) > 0 ORDER BY 2 DESC""");
        report.title("Bytes an event of %,d, by table".formatted(stored));
        report.value("byTable", tables);
        var whole = tables.getOrDefault("usage_events", 0.0);
        var ids = sum(columns, IDS) + sum(indexes, ID_INDEXES);
        report.title("Of usage_events");
        report.value("withIds", whole);
        report.value("withoutIds", Math.round(100 * (whole - ids)) / 100.0);
        report.value("byColumn", columns);
        report.value("byIndex", indexes);
    }

    private static Map<String, Double> perEvent(long events, Sql sql, String query) {
        var shares = new LinkedHashMap<String, Double>();
        for (var row : sql.rows(query)) {
            shares.put(row.getFirst(), Math.round(100.0 * Long.parseLong(row.getLast()) / Math.max(1, events)) / 100.0);
        }
        return shares;
    }

    private static double sum(Map<String, Double> shares, Set<String> names) {
        return shares.entrySet().stream()
                .filter(share -> names.contains(share.getKey()))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }
}
