package io.machinenativeops.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class EmbeddedPostgresIT {

    private final Path folder = EmbeddedStores.freshFolder();

    @Test
    void commitsSurviveSigkillAndAnOrderlyStopWaitsForNoClient() throws SQLException {
        int port;
        try (EmbeddedPostgres postgres =
                EmbeddedPostgres.in(folder).password("admin's").start()) {
            port = postgres.port();
            PostgresDatabase database = postgres.database("orders", "it's");
            execute(database, "CREATE TABLE t (n int)");
            execute(database, "INSERT INTO t VALUES (42)");
            postgres.kill();
            assertThat(postgres.isHealthy()).isFalse();
            postgres.restart();
            assertThat(postgres.isHealthy()).isTrue();
            Connection idle = connect(database);
            assertThat(postgres.stop()).isZero();
            assertThatThrownBy(() -> idle.createStatement().execute("SELECT 1")).isInstanceOf(SQLException.class);
        }
        try (EmbeddedPostgres again =
                EmbeddedPostgres.in(folder).port(port).password("admin's").start()) {
            PostgresDatabase database = again.database("orders", "new");
            assertThat(database.url()).isEqualTo("jdbc:postgresql://127.0.0.1:" + port + "/orders");
            assertThat(number(database, "SELECT n FROM t")).isEqualTo(42);
            assertThatThrownBy(() -> connect(new PostgresDatabase(database.url(), "orders", "it's")))
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void startsAgainOnceThePartsOfAKilledServerHaveEnded() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.in(folder).start()) {
            ProcessHandle part = ProcessHandle.of(postgres.pid())
                    .flatMap(server -> server.children().findFirst())
                    .orElseThrow();
            signal("STOP", part);
            Thread starting = new Thread(postgres::restart);
            try {
                postgres.kill();
                starting.start();
                await().atMost(Duration.ofSeconds(60))
                        .until(() ->
                                Files.readString(folder.resolve("postgres.log")).contains("is still in use"));
                assertThat(starting.isAlive()).isTrue();
            } finally {
                signal("CONT", part);
            }
            assertThat(starting.join(Duration.ofSeconds(60))).isTrue();
            assertThat(postgres.isHealthy()).isTrue();
        }
    }

    private static void signal(String name, ProcessHandle process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    void givesEachServiceADatabaseThatOthersCannotEnter() throws SQLException {
        PostgresDatabase one = EmbeddedStores.freshPostgresDatabase();
        PostgresDatabase other = EmbeddedStores.freshPostgresDatabase();
        assertThat(number(one, "SELECT count(*)::int FROM pg_roles WHERE rolname = current_user AND NOT rolsuper"))
                .isEqualTo(1);
        execute(one, "SET ROLE " + one.user() + "_tenant");
        assertThatThrownBy(() -> connect(new PostgresDatabase(one.url(), other.user(), other.password())))
                .hasMessageContaining("permission denied for database");
    }

    @Test
    void refusesNamesThatNeedQuotes() {
        assertThatThrownBy(() -> EmbeddedStores.postgres().database("Robert'; DROP", "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'Robert'; DROP'");
    }

    @Test
    void saysWhatToDoWhereThereIsNoBinary() {
        UserCache cache = new UserCache(folder);
        assertThatThrownBy(() -> PostgresBinaries.unpacked(cache, Platform.of("SunOS", "sparc")))
                .hasMessageContaining("sparc")
                .hasMessageContaining("POSTGRES_URL");
        assertThatThrownBy(() -> PostgresBinaries.unpacked(cache, Platform.of("Mac OS X", "aarch64")))
                .hasMessageContaining("postgres-darwin-arm_64.txz");
        Platform here = Platform.current();
        assertThat(PostgresBinaries.unpacked(cache, here)).isEqualTo(PostgresBinaries.unpacked(cache, here));
    }

    private static Connection connect(PostgresDatabase database) throws SQLException {
        return DriverManager.getConnection(database.url(), database.user(), database.password());
    }

    private static void execute(PostgresDatabase database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int number(PostgresDatabase database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getInt(1);
        }
    }
}
