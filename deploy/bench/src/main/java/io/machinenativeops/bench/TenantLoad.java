package io.machinenativeops.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Loads organisations into team-rbac's tables by COPY: by the API, ten million members would take days. */
final class TenantLoad {

    private static final int AT_ONCE = 20;
    private static final int TOLD_EVERY = 500;

    private final Supplier<Postgres> connections;
    private final Keys keys;

    TenantLoad(Supplier<Postgres> connections, Keys keys) {
        this.connections = connections;
        this.keys = keys;
    }

    /** How many were loaded before. */
    int there() {
        try (var postgres = connections.get()) {
            return Math.toIntExact(postgres.number("SELECT count(*) FROM organization WHERE slug LIKE 'bench-%'"));
        }
    }

    /**
     * Loads them over two connections, one half each.
     *
     * @param from number of the first that is not there yet
     * @return how long it took, until statistics were taken and all of it was on disk
     */
    Duration run(Tenants tenants, int from, Consumer<String> progress) throws InterruptedException {
        var started = System.nanoTime();
        var done = new AtomicInteger();
        try (var admin = connections.get();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            // Checkpoints every gigabyte of log would write each page again and again.
            admin.execute("ALTER SYSTEM SET max_wal_size = '16GB'");
            admin.execute("SELECT pg_reload_conf()");
            int middle = from + (tenants.count() - from) / 2;
            Runnable told = () -> {
                int now = done.addAndGet(AT_ONCE);
                if (now % TOLD_EVERY == 0) {
                    var seconds = (System.nanoTime() - started) / 1e9;
                    progress.accept("%,d of %,d organisations, %,d members a second"
                            .formatted(
                                    now, tenants.count() - from, Math.round(now * (long) tenants.members() / seconds)));
                }
            };
            var one = threads.submit(() -> load(tenants, from, middle, told));
            var other = threads.submit(() -> load(tenants, middle, tenants.count(), told));
            one.get();
            other.get();
            admin.execute("ALTER SYSTEM RESET max_wal_size");
            admin.execute("SELECT pg_reload_conf()");
            admin.execute("ANALYZE");
            admin.execute("CHECKPOINT");
        } catch (ExecutionException failure) {
            throw new IllegalStateException("the organisations could not be loaded", failure.getCause());
        }
        return Duration.ofNanos(System.nanoTime() - started);
    }

    private void load(Tenants tenants, int from, int to, Runnable told) {
        try (var postgres = connections.get()) {
            postgres.execute("SET synchronous_commit = off");
            for (int first = from; first < to; first += AT_ONCE) {
                var rows = new TenantRows(tenants, keys);
                for (int tenant = first; tenant < Math.min(to, first + AT_ONCE); tenant++) {
                    rows.add(tenant);
                }
                postgres.execute("BEGIN");
                rows.tables()
                        .forEach((table, text) ->
                                postgres.copy(table, TenantRows.COLUMNS.getOrDefault(table, ""), text));
                postgres.execute("COMMIT");
                told.run();
            }
        }
    }

    /** Rows and bytes on disk of each table, its indexes included. */
    Map<String, Map<String, Long>> size() {
        var size = new LinkedHashMap<String, Map<String, Long>>();
        try (var postgres = connections.get()) {
            for (var table : TenantRows.COLUMNS.keySet()) {
                var seen = new LinkedHashMap<String, Long>();
                seen.put(
                        "rows",
                        postgres.number(
                                "SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = ?::regclass", table));
                seen.put("bytes", postgres.number("SELECT pg_total_relation_size(?::regclass)", table));
                size.put(table, seen);
            }
        }
        return size;
    }
}
