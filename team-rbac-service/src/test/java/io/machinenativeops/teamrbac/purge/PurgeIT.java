package io.machinenativeops.teamrbac.purge;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.machinenativeops.teamrbac.TeamRbacService;
import io.machinenativeops.teamrbac.identity.IdentityStore;
import io.machinenativeops.teamrbac.identity.NewId;
import io.machinenativeops.teamrbac.permission.BuiltInRole;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.Scope;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

class PurgeIT extends TeamRbacService {

    private static final List<String> DELETABLE =
            List.of("team", "project", "agent", "role", "role_binding", "permission_deny", "member", "api_key");

    @Autowired
    private Purge purge;

    @Autowired
    private IdentityStore store;

    private int rows(UUID in, String table) {
        return database.forOrganization(
                in.toString(),
                jdbc -> jdbc.sql("SELECT count(*) FROM " + table)
                        .query(Integer.class)
                        .single());
    }

    private void letDaysPass(int days, List<String> tables) {
        database.forOrganization(organization.toString(), jdbc -> {
            for (var table : tables) {
                jdbc.sql("UPDATE " + table + " SET deleted_at = deleted_at - make_interval(days => ?)")
                        .param(days)
                        .update();
            }
            return tables;
        });
    }

    private List<Integer> cleared() {
        return database.forOrganization(
                organization.toString(),
                jdbc -> jdbc.sql("SELECT (content -> 'metadata' ->> 'rows')::int FROM audit_entry WHERE action = ?")
                        .param(Purge.CLEARED)
                        .query((row, _) -> row.getInt(1))
                        .list());
    }

    @Test
    void removesWhatWasDeletedWithWhatStandsOnItAndLeavesTheRest() throws Exception {
        var api = as(owner);
        var team = api.post("/teams", Map.of("name", "red")).id();
        var kept = api.post("/projects", Map.of("name", "kept")).id();
        var gone = api.post("/projects", Map.of("name", "gone", "teamId", team)).id();
        var stays =
                api.post("/agents", Map.of("name", "stays", "projectId", kept)).id();
        var hal = api.post("/agents", Map.of("name", "hal", "projectId", gone)).id();
        var agent = Principal.agent(UUID.fromString(hal));
        assertThat(api.post("/api-keys", Map.of("name", "hal's", "agentId", hal))
                        .status())
                .isEqualTo(201);
        var role = api.post("/roles", Map.of("name", "Auditor", "permissions", List.of("audit:read")))
                .id();
        for (var given : List.of("viewer", role)) {
            api.post(
                    "/role-bindings",
                    Map.of("principal", "agent:" + hal, "scope", everywhere.toString(), "role", given));
        }
        var left = member(everywhere, BuiltInRole.DEVELOPER);
        assertThat(api.delete("/members/" + left.id(), "*").status()).isEqualTo(204);
        assertThat(api.delete("/projects/" + gone, "*").status()).isEqualTo(204);
        assertThat(api.delete("/teams/" + team, "*").status()).isEqualTo(204);
        assertThat(api.delete("/roles/" + role, "*").status()).isEqualTo(204);
        // Something of the agent counts elsewhere, though its project is gone.
        assertThat(decisions.grants(organization, 0, agent).claim()).containsKey(everywhere.toString());
        var before = store.load(organization).revision();

        letDaysPass(29, DELETABLE);
        purge.run();
        assertThat(rows(organization, "project")).isEqualTo(2);

        letDaysPass(2, DELETABLE);
        try (var replicas = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Boolean> run = () -> {
                purge.run();
                return true;
            };
            assertThat(replicas.invokeAll(List.of(run, run))).allMatch(Future::resultNow);
        }
        assertThat(rows(organization, "team")).isZero();
        assertThat(rows(organization, "project")).isEqualTo(1);
        assertThat(rows(organization, "agent")).isEqualTo(1);
        assertThat(rows(organization, "role")).isZero();
        assertThat(rows(organization, "api_key")).isZero();
        assertThat(rows(organization, "member")).as("the owner").isEqualTo(1);
        assertThat(rows(organization, "role_binding"))
                .as("of the owner and of the agent that stays")
                .isEqualTo(2);
        assertThat(decisions.grants(organization, 0, agent).claim()).isEmpty();
        assertThat(api.get("/agents/" + stays).status()).isEqualTo(200);
        assertThat(api.post("/projects/" + gone + "/restore").code()).isEqualTo("404 not-found");
        assertThat(store.changes(organization, before))
                .as("an index from before does not know what is gone")
                .isEmpty();
        purge.run();
        // Project, agent, key, role, member; three bindings of the agent, its key's, and of who left. Then the team.
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> cleared().size() == 2);
        assertThat(cleared()).containsExactlyInAnyOrder(5 + 3 + 1 + 1, 1);
    }

    @Test
    void removesAnOrganizationWithAllItsRowsAndNoOther() {
        var other = NewId.next();
        makeOrganization(other, Principal.user(NewId.next()));
        var api = as(owner);
        var project = api.post("/projects", Map.of("name", "apollo")).id();
        api.post("/agents", Map.of("name", "hal", "projectId", project));
        api.post("/api-keys", Map.of("name", "mine", "role", "viewer"));
        api.post("/invitations", Map.of("email", "ann@example.test", "scope", everywhere.toString(), "role", "viewer"));
        assertThat(api.delete("/organizations/" + organization, "*").status()).isEqualTo(204);
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> rows(organization, "audit_entry") == 5);

        letDaysPass(29, List.of("organization"));
        purge.run();
        assertThat(rows(organization, "organization")).isEqualTo(1);
        letDaysPass(2, List.of("organization"));
        purge.run();

        var tables = database.forService(jdbc -> jdbc.sql(
                        "SELECT table_name FROM information_schema.columns WHERE column_name = 'org_id' AND table_schema = current_schema()")
                .query((row, _) -> row.getString(1))
                .list());
        assertThat(tables).contains("audit_entry", "member", "kept_answer").hasSizeGreaterThan(15);
        for (var table : tables) {
            assertThat(rows(organization, table)).as(table).isEqualTo(table.equals("identity_revision") ? 1 : 0);
        }
        assertThat(rows(other, "member")).isEqualTo(1);
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(this::platformTellsOfIt);
    }

    private boolean platformTellsOfIt() {
        var told = database.forOrganization(
                Scope.NO_ORGANIZATION,
                jdbc -> jdbc.sql(
                                "SELECT count(*) FROM audit_entry WHERE action = ? AND target_ids @> to_jsonb(array[?])")
                        .params(Purge.PURGED, organization.toString())
                        .query(Integer.class)
                        .single());
        return told == 1;
    }
}
