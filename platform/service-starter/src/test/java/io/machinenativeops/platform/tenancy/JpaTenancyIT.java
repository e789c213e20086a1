package io.machinenativeops.platform.tenancy;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.machinenativeops.platform.notebook.Notebook;
import io.machinenativeops.platform.notebook.NotebookService;
import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class JpaTenancyIT extends NotebookService {

    private UUID write(String organization, String title) {
        return database.forOrganization(
                organization,
                _ -> notebooks.save(new Notebook(UUID.randomUUID(), title)).id());
    }

    private static List<String> titles(JdbcClient jdbc) {
        return jdbc.sql("SELECT title FROM notebook ORDER BY title")
                .query((row, _) -> String.valueOf(row.getString(1)))
                .list();
    }

    private List<String> titles() {
        return database.forOrganization(organization, JpaTenancyIT::titles);
    }

    @Test
    void showsRepositoriesTheOrganizationOfTheTransactionOnly() {
        var own = write(organization, "mine");
        write("another", "theirs");

        var all = database.forOrganization(organization, _ -> notebooks.findAll());
        assertThat(all).extracting(Notebook::title).containsExactly("mine");
        assertThat(all.getFirst().madeAt()).isEqualTo("2026-11-23T12:00:00Z");
        var elsewhere = database.forOrganization("another", _ -> notebooks.findById(own));
        assertThat(elsewhere).isEmpty();
    }

    @Test
    void showsNothingAndTakesNothingOutsideOfATransactionForAnOrganization() {
        var id = write(organization, "mine");

        assertThat(notebooks.findAll()).isEmpty();
        assertThat(notebooks.findById(id)).isEmpty();
        long seen = database.forService(_ -> notebooks.count());
        assertThat(seen).isZero();
        assertThatThrownBy(() -> notebooks.save(new Notebook(UUID.randomUUID(), "nobody's")))
                .rootCause()
                .hasMessageContaining("row-level security");
    }

    @Test
    void holdsNativeSqlToTheOrganizationToo() {
        write(organization, "mine");
        write("another", "theirs");

        assertThat(titles()).containsExactly("mine");
        int changed = database.forOrganization(
                organization,
                jdbc -> jdbc.sql("UPDATE notebook SET title = 'x'").update());
        assertThat(changed).isEqualTo(1);
    }

    @Test
    void showsSqlWhatEntitiesChangedBeforeInTheSameTransaction() {
        var seen = database.forOrganization(organization, jdbc -> {
            notebooks.save(new Notebook(UUID.randomUUID(), "unwritten"));
            return titles(jdbc);
        });

        assertThat(seen).containsExactly("unwritten");
    }

    @Test
    void takesBackEntitiesAndSqlTogether() {
        assertThatThrownBy(() -> database.forOrganization(organization, jdbc -> {
                    notebooks.save(new Notebook(UUID.randomUUID(), "one"));
                    jdbc.sql(
                                    "INSERT INTO notebook (org_id, id, revision, title, made_at) VALUES (?, ?, 0, 'two', now())")
                            .params(organization, UUID.randomUUID())
                            .update();
                    throw new IllegalArgumentException("changed my mind");
                }))
                .hasMessage("changed my mind");

        assertThat(titles()).isEmpty();
    }

    @Test
    void joinsTheTransactionOfTheSameOrganizationAndRefusesAnother() {
        long both = database.forOrganization(organization, _ -> {
            write(organization, "inner");
            return notebooks.count();
        });
        assertThat(both).isEqualTo(1);

        assertThatThrownBy(() -> database.forOrganization(organization, _ -> write("another", "never")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(organization)
                .hasMessageContaining("another");
        assertThatThrownBy(() -> database.forOrganization(organization, _ -> database.forService(_ -> 1)))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> database.forService(_ -> write(organization, "never")))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> database.forOrganization(" ", _ -> 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void saysThatAnEntityWasChangedMeanwhile() {
        var id = write(organization, "mine");
        var seen = database.forOrganization(
                organization, _ -> notebooks.findById(id).orElseThrow());
        database.forOrganization(organization, _ -> {
            notebooks.findById(id).orElseThrow().rename("first");
            return id;
        });
        seen.rename("second");

        assertThatThrownBy(() -> database.forOrganization(organization, _ -> notebooks.save(seen)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type()).isEqualTo(CommonProblem.PRECONDITION_FAILED));
    }

    @Test
    void doesWhatFollowsOnlyOnceTheTransactionIsCommitted() {
        var told = new ArrayList<String>();
        database.forOrganization(organization, _ -> {
            database.afterCommit(() -> told.add("committed, " + BoundOrganization.isBound()));
            told.add("inside");
            return 1;
        });
        assertThatThrownBy(() -> database.forOrganization(organization, _ -> {
                    database.afterCommit(() -> told.add("never"));
                    throw new IllegalArgumentException("rolled back");
                }))
                .hasMessage("rolled back");
        database.afterCommit(() -> told.add("at once"));

        assertThat(told).containsExactly("inside", "committed, false", "at once");
    }
}
