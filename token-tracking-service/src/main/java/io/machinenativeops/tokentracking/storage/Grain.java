package io.machinenativeops.tokentracking.storage;

import java.time.Duration;

/** The tables that hold usage, each row covering more time than the last one's: single events, quarters of an hour, days. */
public enum Grain {
    EVENT("usage_events", "occurred_at", Duration.ZERO),
    QUARTER("usage_quarters", "bucket", Duration.ofMinutes(15)),
    DAY("usage_days", "bucket", Duration.ofDays(1));

    private final String table;
    private final String time;
    private final Duration length;

    Grain(String table, String time, Duration length) {
        this.table = table;
        this.time = time;
        this.length = length;
    }

    String table() {
        return table;
    }

    /** The column of its time; for all but events the start of the row's bucket, in UTC. */
    String time() {
        return time;
    }

    /** Seconds that a row covers. */
    long seconds() {
        return length.toSeconds();
    }

    /** The expression of a sum over its rows. */
    String sum(SumColumn column) {
        return this == EVENT ? column.ofEvents() : column.ofBuckets();
    }
}
