package io.machinenativeops.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** What ClickHouse holds. */
final class Stored {

    private static final Duration ASKED_EVERY = Duration.ofMillis(100);

    private final Sql sql;

    Stored(Sql sql) {
        this.sql = sql;
    }

    /** Model calls of a run; bodies carry the run as their environment. */
    long of(String run) {
        return sql.number("SELECT sum(sign) FROM mno.usage_events WHERE environment = '%s'".formatted(run));
    }

    /** Waits until so many are stored, or no longer more; how long that took. */
    Duration drained(String run, long expected, Duration patience) {
        var start = System.nanoTime();
        long seen = of(run);
        long moved = start;
        while (seen < expected && System.nanoTime() - moved < patience.toNanos()) {
            LockSupport.parkNanos(ASKED_EVERY.toNanos());
            var now = of(run);
            if (now > seen) {
                moved = System.nanoTime();
            }
            seen = now;
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Rows and bytes on disk by table. */
    Map<String, Map<String, Long>> size() {
        var size = new LinkedHashMap<String, Map<String, Long>>();
        for (var row : sql.rows("""
                SELECT table, sum(rows), sum(bytes_on_disk), count() FROM system.parts
                WHERE active AND database = 'mno' GROUP BY table HAVING sum(rows) > 0 ORDER BY table""")) {
            var table = new LinkedHashMap<String, Long>();
            table.put("rows", Long.parseLong(row.get(1)));
            table.put("bytes", Long.parseLong(row.get(2)));
            table.put("parts", Long.parseLong(row.get(3)));
            size.put(row.getFirst(), table);
        }
        return size;
    }
}
