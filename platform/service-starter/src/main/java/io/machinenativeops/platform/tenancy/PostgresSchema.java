package io.machinenativeops.platform.tenancy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.core.NestedExceptionUtils;

/**
 * Brings the schema up to date beside the start of the service, again and again until PostgreSQL is there: what needs no
 * PostgreSQL works before.
 */
final class PostgresSchema implements FlywayMigrationStrategy, SmartInitializingSingleton, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PostgresSchema.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final ObjectProvider<SchemaCheck> checks;
    private final CountDownLatch assembled = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Throwable problem = new IllegalStateException("the schema is being made");

    /** @param checks made after migrations, before the first use */
    PostgresSchema(ObjectProvider<SchemaCheck> checks) {
        this.checks = checks;
    }

    @Override
    public void migrate(Flyway flyway) {
        Thread.ofVirtual().name("postgres-schema").start(() -> migrateUntilDone(flyway));
    }

    private void migrateUntilDone(Flyway flyway) {
        String said = "";
        try {
            do {
                try {
                    flyway.migrate();
                    assembled.await();
                    checks.forEach(SchemaCheck::check);
                    problem = null;
                    log.info("the PostgreSQL schema is up to date");
                    return;
                } catch (RuntimeException failure) {
                    problem = failure;
                    // The outer messages tell how long was waited: never the same twice.
                    String reason = String.valueOf(
                            NestedExceptionUtils.getMostSpecificCause(failure).getMessage());
                    if (!reason.equals(said)) {
                        log.warn("the PostgreSQL schema can't be brought up to date yet: {}", reason);
                        said = reason;
                    }
                }
            } while (!closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Checks may need any bean, and migrations may be done before all are made. */
    @Override
    public void afterSingletonsInstantiated() {
        assembled.countDown();
    }

    boolean ready() {
        return problem == null;
    }

    /** Why it is not ready. */
    Throwable problem() {
        var current = problem;
        return current == null ? new IllegalStateException("there is no problem") : current;
    }

    @Override
    public void close() {
        assembled.countDown();
        closed.countDown();
    }
}
