package io.machinenativeops.platform.audit;

import java.util.ArrayList;
import java.util.List;

import io.machinenativeops.platform.audit.AuditAction.Kind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AuditActionTest {

    private static final AuditAction RENAMED = AuditAction.of("notebook.renamed", "notebook")
            .with("before", Kind.TEXT)
            .mayHave("pages", Kind.NUMBER)
            .mayHave("shared", Kind.BOOLEAN);

    private final List<AuditEntry> recorded = new ArrayList<>();
    private final AuditTrail trail =
            new DeclaredAuditTrail(AuditActions.byName(List.of(AuditActions.of(RENAMED))), recorded::add);

    private static AuditEntry.Builder renamed() {
        return AuditEntry.by("org", AuditEntry.Actor.system("test"), "notebook.renamed");
    }

    private void refused(AuditEntry entry, String why) {
        assertThatThrownBy(() -> trail.record(entry))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @Test
    void takesWhatTheActionDeclares() {
        trail.record(renamed().on("notebook", 1).with("before", "ideas").now());
        trail.record(renamed()
                .on("notebook", 1, "plans")
                .with("before", "ideas")
                .with("pages", 3)
                .with("shared", true)
                .with("unknown", null)
                .now());
        assertThat(recorded).hasSize(2);
    }

    @Test
    void refusesWhatItDoesNotDeclare() {
        refused(renamed().with("before", "ideas").now(), "no target 'notebook'");
        refused(renamed().on("notebook", 1).on("page", 2).with("before", "x").now(), "'page'");
        refused(renamed().on("notebook", 1).now(), "before = null");
        refused(renamed().on("notebook", 1).with("before", 7).now(), "before = 7");
        refused(
                renamed()
                        .on("notebook", 1)
                        .with("before", "x")
                        .with("color", "red")
                        .now(),
                "'color'");
        refused(
                AuditEntry.by("org", AuditEntry.Actor.system("test"), "notebook.burnt")
                        .now(),
                "notebook.burnt");
        assertThat(recorded).isEmpty();
    }

    @Test
    void refusesActionsDeclaredTwiceOrNamedAfterNothing() {
        assertThatThrownBy(() -> AuditActions.byName(List.of(AuditActions.of(RENAMED), AuditActions.of(RENAMED))))
                .hasMessageContaining("notebook.renamed");
        assertThatThrownBy(() -> AuditAction.of("Renamed")).isInstanceOf(IllegalArgumentException.class);
    }
}
