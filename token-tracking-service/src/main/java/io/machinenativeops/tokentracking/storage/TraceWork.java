package io.machinenativeops.tokentracking.storage;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Lists traces in the order in which something of them was stored, so that whoever works through them goes on where it stopped.
 * It names no usage: what is in a trace is asked for its tenant.
 */
public final class TraceWork {

    private final ClickHouse clickHouse;
    private final Schema schema;

    TraceWork(ClickHouse clickHouse, Schema schema) {
        this.clickHouse = clickHouse;
        this.schema = schema;
    }

    /**
     * A part of a list.
     *
     * @param upTo the list goes on after this moment
     * @param more whether there is more by now
     */
    public record Page(Instant upTo, boolean more, List<TraceKey> traces) {

        public Page {
            traces = List.copyOf(traces);
        }
    }

    /**
     * Traces with spans that report usage, stored after a moment and longer ago than a while.
     *
     * @param most rows to look at; those that were stored in one insert are not parted
     * @return null when there is none
     * @throws StoreUnavailableException when ClickHouse can't be asked now
     */
    public @Nullable Page reporting(Instant after, Duration ago, int most) {
        return page(
                "reporting_spans",
                "SELECT DISTINCT org_id, trace_id FROM $reporting_spans WHERE $window",
                after,
                ago,
                most);
    }

    /**
     * Traces with estimates of which calls were stored late; as {@link #reporting}.
     *
     * @return null when there is no late call, whatever its trace
     */
    public @Nullable Page late(Instant after, Duration ago, int most) {
        return page(
                "late_calls",
                "SELECT DISTINCT org_id, trace_id FROM $estimated_traces WHERE (org_id, trace_id) IN "
                        + "(SELECT org_id, trace_id FROM $late_calls WHERE $window)",
                after,
                ago,
                most);
    }

    private @Nullable Page page(String table, String traces, Instant after, Duration ago, int most) {
        if (!schema.ready()) {
            throw new StoreUnavailableException("The tables are not there yet: " + schema.problem(), null);
        }
        var values = new QueryValues();
        var end = rows(
                        "SELECT toUnixTimestamp64Milli(max(stored_at)) AS up_to, count() AS found FROM (SELECT stored_at FROM $"
                                + table + " WHERE stored_at > " + values.instant(after)
                                + " AND stored_at <= now64(3, 'UTC') - toIntervalMillisecond("
                                + values.parameter("Int64", Long.toString(ago.toMillis()))
                                + ") ORDER BY stored_at LIMIT " + most + ")",
                        values.parameters())
                .getFirst();
        long found = end.path("found").asLong();
        if (found == 0) {
            return null;
        }
        var upTo = Instant.ofEpochMilli(end.path("up_to").asLong());
        var window = new QueryValues();
        var sql = traces.replace(
                "$window", "stored_at > " + window.instant(after) + " AND stored_at <= " + window.instant(upTo));
        return new Page(
                upTo,
                found >= most,
                rows(sql, window.parameters()).stream()
                        .map(row -> new TraceKey(
                                row.path("org_id").asString(),
                                row.path("trace_id").asString()))
                        .toList());
    }

    private List<JsonNode> rows(String sql, Map<String, String> parameters) {
        return clickHouse.rows(sql.replace("$", clickHouse.properties().database() + "."), parameters);
    }
}
