package io.machinenativeops.embedded;

import java.nio.file.Path;
import java.util.UUID;

import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One Redis, one ClickHouse and one PostgreSQL for all tests of a JVM, started when first asked for and stopped at its end.
 *
 * <p>Use the static methods, for instance in a Spring {@code @DynamicPropertySource}, or
 * {@code @ExtendWith(EmbeddedStores.class)} with parameters of type {@link EmbeddedRedis},
 * {@link EmbeddedClickHouse} and {@link EmbeddedPostgres}.
 * Tests share the stores, so each takes a {@link #freshDatabase()} and a {@link #freshKeyPrefix()}. If the environment
 * variable {@code REDIS_URL} or {@code CLICKHOUSE_URL} is set, that server is used instead and nothing is started for it.
 */
public final class EmbeddedStores implements Extension, ParameterResolver {

    private static final Object LOCK = new Object();
    private static final SharedStores SHARED = new SharedStores();

    /** The URL of the shared Redis, or {@code REDIS_URL}. */
    public static String redisUrl() {
        String real = System.getenv("REDIS_URL");
        return real == null || real.isBlank() ? redis().url() : real;
    }

    /** The URL of the shared ClickHouse, or {@code CLICKHOUSE_URL}. */
    public static String clickHouseUrl() {
        String real = System.getenv("CLICKHOUSE_URL");
        return real == null || real.isBlank() ? clickHouse().url() : real;
    }

    /** The shared Redis, started now if it is not running. */
    public static EmbeddedRedis redis() {
        synchronized (LOCK) {
            return SHARED.redis();
        }
    }

    /** The shared ClickHouse, started now if it is not running. */
    public static EmbeddedClickHouse clickHouse() {
        synchronized (LOCK) {
            return SHARED.clickHouse();
        }
    }

    /** The shared PostgreSQL, started now if it is not running. */
    public static EmbeddedPostgres postgres() {
        synchronized (LOCK) {
            return SHARED.postgres();
        }
    }

    /** A database of its own in the shared PostgreSQL, with the roles that a service expects. */
    public static PostgresDatabase freshPostgresDatabase() {
        return postgres().database(freshDatabase(), unique());
    }

    /** A database name that no other test has; the test creates the database. */
    public static String freshDatabase() {
        return "test_" + unique();
    }

    /** A prefix for keys and streams that no other test has. */
    public static String freshKeyPrefix() {
        return "test-" + unique() + ":";
    }

    /** An empty folder for a private instance in a fault test, deleted when this JVM ends. */
    public static Path freshFolder() {
        synchronized (LOCK) {
            return SHARED.folder();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return EmbeddedStore.class.isAssignableFrom(type);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        if (type == EmbeddedRedis.class) {
            return redis();
        }
        return type == EmbeddedPostgres.class ? postgres() : clickHouse();
    }

    private static String unique() {
        return UUID.randomUUID().toString().replace("-", "").substring(0, 16);
    }
}
