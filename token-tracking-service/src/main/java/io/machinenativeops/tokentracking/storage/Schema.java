package io.machinenativeops.tokentracking.storage;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Brings the database to the newest schema. It starts with the service, never holds it up, and tries on until ClickHouse
 * answers; several replicas may do so at once and any of them may die in between, because every statement can be repeated and
 * a migration is noted only after it was done. Until then nothing is inserted, so that a migration that copies rows misses none.
 */
final class Schema implements SmartLifecycle {

    static final String FOLDER = "clickhouse";

    private static final Logger log = LoggerFactory.getLogger(Schema.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final ClickHouse clickHouse;
    private final List<Migration> migrations;
    private final Map<String, String> placeholders;

    private volatile boolean ready;
    private volatile String problem = "not tried yet";
    private volatile @Nullable Thread upgrading;

    Schema(ClickHouse clickHouse, List<Migration> migrations) {
        this.clickHouse = clickHouse;
        this.migrations = migrations;
        this.placeholders = placeholders(clickHouse.properties());
        clickHouse.holdInserts(true);
    }

    /** What the placeholders of the templates stand for, on a single server or on a cluster. */
    static Map<String, String> placeholders(ClickHouseProperties properties) {
        var window = properties.deduplicationWindow();
        var single = properties.cluster().isEmpty();
        return Map.of(
                "database", properties.database(),
                "on_cluster", single ? "" : "ON CLUSTER '" + properties.cluster() + "'",
                "replicated", single ? "" : "Replicated",
                "deduplication",
                        single
                                ? "non_replicated_deduplication_window = " + window
                                : "replicated_deduplication_window = " + window
                                        + ", replicated_deduplication_window_seconds = 604800");
    }

    /** Whether the tables are there. */
    boolean ready() {
        return ready;
    }

    /** Why they are not, for people. */
    String problem() {
        return problem;
    }

    /**
     * Applies what is missing, once.
     *
     * @throws IllegalStateException when a migration that was applied has changed since
     */
    void upgrade() {
        run("CREATE DATABASE IF NOT EXISTS ${database} ${on_cluster}");
        run("""
            CREATE TABLE IF NOT EXISTS ${database}.schema_migrations ${on_cluster}
            (version UInt32, name String, checksum String, applied_at DateTime64(3, 'UTC') DEFAULT now64(3))
            ENGINE = ${replicated}MergeTree ORDER BY version""");
        var applied = applied();
        for (var migration : migrations) {
            var checksum = applied.get(migration.version());
            if (checksum == null) {
                applyOnce(migration);
            } else if (!checksum.equals(migration.checksum())) {
                throw new IllegalStateException("migration V" + migration.version() + "__" + migration.name()
                        + ".sql has checksum " + migration.checksum() + ", but the database was made with " + checksum
                        + ": an applied migration must not change, add a new one");
            }
        }
        ready = true;
        clickHouse.holdInserts(false);
    }

    /** Another replica may have come first, and even dropped again what this migration makes. */
    private void applyOnce(Migration migration) {
        if (!applied().containsKey(migration.version())) {
            apply(migration);
        }
    }

    private void apply(Migration migration) {
        migration.statements(placeholders).forEach(clickHouse::execute);
        clickHouse.execute("INSERT INTO " + clickHouse.properties().database()
                + ".schema_migrations (version, name, checksum) VALUES (" + migration.version() + ", '"
                + migration.name() + "', '" + migration.checksum() + "')");
        log.info("Applied migration {} {}", migration.version(), migration.name());
    }

    private Map<Integer, String> applied() {
        var rows = clickHouse.rows(
                "SELECT version, min(checksum) AS checksum FROM "
                        + clickHouse.properties().database() + ".schema_migrations GROUP BY version",
                Map.of());
        var applied = new HashMap<Integer, String>();
        rows.forEach(row ->
                applied.put(row.path("version").asInt(), row.path("checksum").asString()));
        return applied;
    }

    private void run(String template) {
        new Migration(0, "bootstrap", template, "").statements(placeholders).forEach(clickHouse::execute);
    }

    @Override
    public void start() {
        upgrading = Thread.ofVirtual().name("clickhouse-schema").start(this::upgradeUntilDone);
    }

    private void upgradeUntilDone() {
        var pause = FIRST_PAUSE;
        try {
            while (true) {
                try {
                    upgrade();
                    problem = "";
                    return;
                } catch (StoreException | IllegalStateException failure) {
                    problem = String.valueOf(failure.getMessage());
                    log.warn("The schema is not there yet: {}", problem);
                }
                Thread.sleep(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void stop() {
        var thread = upgrading;
        if (thread != null) {
            thread.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        var thread = upgrading;
        return thread != null && thread.isAlive();
    }
}
