package io.machinenativeops.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;

/**
 * Fills the raw table, and through its views the rollups, by {@code INSERT … SELECT} inside ClickHouse: the statement is the
 * resource {@code bulk-load.sql}. Through the API, 100 million events would take hours, and the tables would look the same.
 */
final class BulkLoad {

    /** Calls of one insert: a few seconds of work, and at most a day. */
    private static final long CHUNK = 4_000_000;

    private final Sql sql;
    private final String organization;
    private final String statement = resource();

    /** @param organization half of the calls are its own */
    BulkLoad(Sql sql, String organization) {
        this.sql = sql;
        this.organization = organization;
    }

    /**
     * Makes so many model calls, spread evenly over whole days before today (UTC).
     *
     * @return how long it took
     */
    Duration run(long events, int days, Instant now, Consumer<String> progress) {
        var started = System.nanoTime();
        var today = now.truncatedTo(ChronoUnit.DAYS);
        long made = 0;
        for (int day = 0; day < days; day++) {
            var from = today.minus(days - day, ChronoUnit.DAYS);
            long ofDay = events * (day + 1) / days - events * day / days;
            long pieces = Math.max(1, (ofDay + CHUNK - 1) / CHUNK);
            for (long piece = 0; piece < pieces; piece++) {
                long count = ofDay * (piece + 1) / pieces - ofDay * piece / pieces;
                long start = from.toEpochMilli() + Duration.ofDays(1).toMillis() * piece / pieces;
                if (count > 0) {
                    sql.rows(filled(made, count, start, Duration.ofDays(1).toMillis() / pieces));
                }
                made += count;
            }
            var seconds = (System.nanoTime() - started) / 1e9;
            progress.accept("%s  %,d of %,d events, %,d a second"
                    .formatted(from.toString().substring(0, 10), made, events, Math.round(made / seconds)));
        }
        return Duration.ofNanos(System.nanoTime() - started);
    }

    private String filled(long first, long count, long start, long span) {
        return statement
                .replace("${organization}", organization)
                .replace("${first}", Long.toString(first))
                .replace("${count}", Long.toString(count))
                .replace("${start}", Long.toString(start))
                .replace("${span}", Long.toString(span));
    }

    private static String resource() {
        try (var in = BulkLoad.class.getResourceAsStream("bulk-load.sql")) {
            if (in == null) {
                throw new IllegalStateException("bulk-load.sql is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
