package io.machinenativeops.platform.tenancy;

import java.time.Duration;
import java.util.List;

import io.machinenativeops.embedded.EmbeddedPostgres;
import io.machinenativeops.embedded.EmbeddedStores;
import io.machinenativeops.embedded.PostgresDatabase;
import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TenantDatabaseIT {

    @EnableAutoConfiguration
    static class Service {}

    private EmbeddedPostgres postgres;
    private ConfigurableApplicationContext context;
    private TenantDatabase database;

    @BeforeEach
    void start() {
        postgres = EmbeddedPostgres.in(EmbeddedStores.freshFolder()).unsynced().start();
        start(postgres.database("notes", "secret"));
    }

    private void start(PostgresDatabase own) {
        context = new SpringApplicationBuilder(Service.class)
                .run(
                        "--server.port=0",
                        "--spring.flyway.locations=classpath:db/platform,classpath:db/notes",
                        "--POSTGRES_URL=" + own.url(),
                        "--POSTGRES_USER=" + own.user(),
                        "--POSTGRES_PASSWORD=" + own.password(),
                        "--MNO_JWKS=file:/none",
                        "--mno.security.identity-changes=false",
                        "--MNO_LOG_FORMAT=",
                        "--spring.main.banner-mode=off",
                        "--logging.level.root=error");
        database = context.getBean(TenantDatabase.class);
    }

    @AfterEach
    void stop() {
        context.close();
        postgres.close();
    }

    private void awaitSchema() {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> health().equals(Status.UP));
    }

    private Status health() {
        return context.getBean(PostgresHealth.class).health().getStatus();
    }

    private int note(String organization, String text) {
        return database.forOrganization(
                organization,
                jdbc -> jdbc.sql("INSERT INTO note (org_id, text) VALUES (?, ?)")
                        .params(organization, text)
                        .update());
    }

    private static List<String> texts(JdbcClient jdbc) {
        return jdbc.sql("SELECT text FROM note")
                .query((row, _) -> String.valueOf(row.getString(1)))
                .list();
    }

    @Test
    void showsEachOrganizationItsOwnRowsWhateverTheQueryForgets() {
        awaitSchema();
        note("a", "one");
        note("b", "two");

        assertThat(database.forOrganization("a", TenantDatabaseIT::texts)).containsExactly("one");
        assertThat(database.forOrganization("b", TenantDatabaseIT::texts)).containsExactly("two");
        assertThat(database.forOrganization("c", TenantDatabaseIT::texts)).isEmpty();
        assertThat(database.forService(TenantDatabaseIT::texts))
                .as("the owner of the table, with nothing left over from the connection's last use")
                .isEmpty();
        int changed = database.forOrganization(
                "a",
                jdbc -> jdbc.sql("UPDATE note SET text = 'x' WHERE text = 'two'")
                        .update());
        assertThat(changed).isZero();
        assertThatThrownBy(() -> database.forOrganization(
                        "a",
                        jdbc -> jdbc.sql("INSERT INTO note (org_id, text) VALUES ('b', 'forged')")
                                .update()))
                .isInstanceOf(DataAccessException.class)
                .rootCause()
                .hasMessageContaining("row-level security");
        assertThatThrownBy(() -> database.forOrganization(
                        "a",
                        jdbc -> jdbc.sql("ALTER TABLE note DISABLE ROW LEVEL SECURITY")
                                .update()))
                .isInstanceOf(DataAccessException.class)
                .rootCause()
                .hasMessageContaining("must be owner");
    }

    @Test
    void startsWithoutPostgresAndWorksOnceItIsThere() {
        context.close();
        postgres.kill();
        start(new PostgresDatabase("jdbc:postgresql://127.0.0.1:" + postgres.port() + "/notes", "notes", "secret"));

        assertThat(health()).isEqualTo(Status.DOWN);
        assertThatThrownBy(() -> note("a", "lost"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type()).isEqualTo(CommonProblem.UNAVAILABLE));

        postgres.restart();
        awaitSchema();
        assertThat(note("a", "kept")).isEqualTo(1);

        postgres.kill();
        assertThatThrownBy(() -> note("a", "lost"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type()).isEqualTo(CommonProblem.UNAVAILABLE));
        assertThat(health()).isEqualTo(Status.DOWN);
        postgres.restart();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> health().equals(Status.UP));
        assertThat(database.forOrganization("a", TenantDatabaseIT::texts)).containsExactly("kept");
    }
}
