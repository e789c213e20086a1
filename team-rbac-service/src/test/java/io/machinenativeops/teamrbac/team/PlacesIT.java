package io.machinenativeops.teamrbac.team;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.machinenativeops.teamrbac.TeamRbacService;
import io.machinenativeops.teamrbac.identity.NewId;
import io.machinenativeops.teamrbac.permission.BuiltInRole;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.Scope;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class PlacesIT extends TeamRbacService {

    private static final String FIRST = "\"0\"";

    @Test
    void makesChangesDeletesAndRestoresATeamWithItsProject() {
        var api = as(owner);
        var team = api.post("/teams", Map.of("name", "Réd  Team"));
        assertThat(team.status()).isEqualTo(201);
        assertThat(team.etag()).isEqualTo(FIRST);
        assertThat(team.text("name")).isEqualTo("Réd Team");
        assertThat(team.text("slug")).isEqualTo("red-team");

        var project = api.post("/projects", Map.of("name", "Apollo", "slug", "a-11", "teamId", team.id()));
        assertThat(project.status()).isEqualTo(201);
        assertThat(project.text("teamId")).isEqualTo(team.id());
        assertThat(api.delete("/teams/" + team.id(), FIRST).code()).isEqualTo("409 not-empty");

        assertThat(api.patch("/projects/" + project.id(), "\"7\"", Map.of("name", "Gemini"))
                        .code())
                .isEqualTo("412 precondition-failed");
        assertThat(api.send(HttpMethod.DELETE, "/projects/" + project.id(), null, Map.of())
                        .code())
                .isEqualTo("428 precondition-required");
        var renamed = api.patch("/projects/" + project.id(), FIRST, Map.of("name", "Gemini"));
        assertThat(renamed.text("name")).isEqualTo("Gemini");
        assertThat(renamed.text("slug")).isEqualTo("a-11");
        assertThat(renamed.text("teamId")).isEqualTo(team.id());
        assertThat(renamed.etag()).isEqualTo("\"1\"");
        var moved = api.put("/projects/" + project.id(), "\"1\"", Map.of("name", "Gemini"));
        assertThat(moved.body().path("teamId").isNull()).isTrue();
        assertThat(moved.text("slug")).isEqualTo("gemini");

        assertThat(api.delete("/projects/" + project.id(), "\"2\"").status()).isEqualTo(204);
        assertThat(api.get("/projects/" + project.id()).code()).isEqualTo("404 not-found");
        assertThat(api.get("/projects").body().path("items")).isEmpty();
        var restored = api.post("/projects/" + project.id() + "/restore");
        assertThat(restored.status()).isEqualTo(200);
        assertThat(api.get("/projects/" + project.id()).text("name")).isEqualTo("Gemini");
        assertThat(api.post("/projects/" + project.id() + "/restore").code()).isEqualTo("409 not-restorable");
    }

    @Test
    void doesNotRestoreAfterThirtyDaysNorUnderWhatIsDeleted() {
        var api = as(owner);
        var team = api.post("/teams", Map.of("name", "red"));
        var project = api.post("/projects", Map.of("name", "apollo", "teamId", team.id()));
        api.delete("/projects/" + project.id(), FIRST);
        api.delete("/teams/" + team.id(), FIRST);
        assertThat(api.post("/projects/" + project.id() + "/restore").code()).isEqualTo("409 not-restorable");

        database.forOrganization(
                organization.toString(),
                jdbc -> jdbc.sql("UPDATE team SET deleted_at = now() - interval '31 days'")
                        .update());
        assertThat(api.post("/teams/" + team.id() + "/restore").code()).isEqualTo("409 not-restorable");
    }

    @Test
    void refusesNamesThatLookTheSame() {
        var api = as(owner);
        assertThat(api.post("/teams", Map.of("name", "paypal", "slug", "one")).status())
                .isEqualTo(201);
        for (var same : new String[] {"PayPal", "pаypal", "paypa1", "p\u0430yp\u0430l", "ｐaypal"}) {
            assertThat(api.post("/teams", Map.of("name", same, "slug", "two")).code())
                    .as(same)
                    .isEqualTo("409 name-taken");
        }
        assertThat(api.post("/teams", Map.of("name", "pay\u202epal")).code()).isEqualTo("400 invalid-parameter");
        assertThat(api.post("/teams", Map.of("name", "other", "slug", "one")).code())
                .isEqualTo("409 name-taken");
        assertThat(api.post("/teams", Map.of("name", "  ")).code()).isEqualTo("400 invalid-parameter");
    }

    @Test
    void showsAViewerOfOneProjectOnlyThatAndItsTeam() {
        var api = as(owner);
        var red = api.post("/teams", Map.of("name", "red")).id();
        var blue = api.post("/teams", Map.of("name", "blue")).id();
        var apollo =
                api.post("/projects", Map.of("name", "apollo", "teamId", red)).id();
        var comet =
                api.post("/projects", Map.of("name", "comet", "teamId", red)).id();
        var dune = api.post("/projects", Map.of("name", "dune", "teamId", blue)).id();
        var here =
                api.post("/agents", Map.of("name", "hal", "projectId", apollo)).id();
        var there =
                api.post("/agents", Map.of("name", "hal", "projectId", dune)).id();
        var viewer = member(Scope.project(UUID.fromString(apollo)), BuiltInRole.VIEWER);

        var seen = as(viewer);
        assertThat(ids(seen.get("/teams").body())).containsExactly(red);
        assertThat(ids(seen.get("/projects").body())).containsExactly(apollo);
        assertThat(ids(seen.get("/agents").body())).containsExactly(here);
        assertThat(ids(seen.get("/members").body())).containsExactly(viewer.id().toString());
        for (var hidden : new String[] {
            "/teams/" + blue, "/projects/" + comet, "/projects/" + dune, "/agents/" + there, "/members/" + owner.id()
        }) {
            assertThat(seen.get(hidden).code()).as(hidden).isEqualTo("404 not-found");
        }
        assertThat(seen.post("/projects", Map.of("name", "mine")).code()).isEqualTo("403 forbidden");
    }

    private static List<String> ids(JsonNode page) {
        return page.path("items")
                .valueStream()
                .map(each -> each.path("id").asString())
                .toList();
    }

    @Test
    void listsWhatStandsWhere() {
        var api = as(owner);
        var red = api.post("/teams", Map.of("name", "red")).id();
        var deep = api.post("/teams", Map.of("name", "deep", "parentId", red)).id();
        var apollo =
                api.post("/projects", Map.of("name", "apollo", "teamId", red)).id();
        var dune = api.post("/projects", Map.of("name", "dune")).id();
        var hal =
                api.post("/agents", Map.of("name", "hal", "projectId", apollo)).id();
        var sal = api.post("/agents", Map.of("name", "sal", "projectId", dune)).id();

        assertThat(ids(api.get("/teams?parent=" + red).body())).containsExactly(deep);
        assertThat(ids(api.get("/projects?team=" + red).body())).containsExactly(apollo);
        assertThat(ids(api.get("/agents?team=" + red).body())).containsExactly(hal);
        assertThat(ids(api.get("/agents?project=" + dune).body())).containsExactly(sal);
        assertThat(ids(api.get("/agents?project=" + dune + "&team=" + red).body()))
                .isEmpty();
        assertThat(ids(as(member(Scope.project(UUID.fromString(apollo)), BuiltInRole.VIEWER))
                        .get("/agents?project=" + dune)
                        .body()))
                .isEmpty();
        assertThat(api.get("/projects?team=red").code()).isEqualTo("400 invalid-parameter");
    }

    @Test
    void listsWhatWasDeletedForWhoMayRestoreIt() {
        var api = as(owner);
        var red = api.post("/teams", Map.of("name", "red")).id();
        var apollo =
                api.post("/projects", Map.of("name", "apollo", "teamId", red)).id();
        var dune = api.post("/projects", Map.of("name", "dune")).id();
        var comet = api.post("/projects", Map.of("name", "comet")).id();
        var hal = api.post("/agents", Map.of("name", "hal", "projectId", comet)).id();
        var lead = as(member(Scope.team(UUID.fromString(red)), BuiltInRole.ADMIN));
        var viewer = as(member(everywhere, BuiltInRole.VIEWER));
        for (var gone : List.of("/projects/" + apollo, "/projects/" + dune, "/agents/" + hal)) {
            assertThat(api.delete(gone, FIRST).status()).isEqualTo(204);
        }

        assertThat(ids(api.get("/projects").body())).containsExactly(comet);
        assertThat(ids(api.get("/projects?deleted=true").body())).containsExactly(apollo, dune);
        assertThat(ids(api.get("/projects?deleted=true&team=" + red).body())).containsExactly(apollo);
        assertThat(ids(lead.get("/projects?deleted=true").body())).containsExactly(apollo);
        assertThat(ids(viewer.get("/projects?deleted=true").body())).isEmpty();
        assertThat(ids(api.get("/agents?deleted=true").body())).containsExactly(hal);
        assertThat(ids(lead.get("/agents?deleted=true").body())).isEmpty();
        assertThat(api.get("/agents?deleted=true")
                        .body()
                        .path("items")
                        .path(0)
                        .path("deletedAt")
                        .asString())
                .isNotEmpty();
        assertThat(lead.post("/projects/" + apollo + "/restore").status()).isEqualTo(200);
        assertThat(ids(api.get("/projects?deleted=true").body())).containsExactly(dune);

        database.forOrganization(
                organization.toString(),
                jdbc -> jdbc.sql("UPDATE project SET deleted_at = deleted_at - interval '31 days'")
                        .update());
        assertThat(ids(api.get("/projects?deleted=true").body())).isEmpty();
    }

    @Test
    void letsALeadWorkInTheOwnTeamOnly() {
        var api = as(owner);
        var red = api.post("/teams", Map.of("name", "red")).id();
        var blue = api.post("/teams", Map.of("name", "blue")).id();
        var dune = api.post("/projects", Map.of("name", "dune", "teamId", blue)).id();
        var lead = as(member(Scope.team(UUID.fromString(red)), BuiltInRole.ADMIN));

        var project = lead.post("/projects", Map.of("name", "comet", "teamId", red));
        assertThat(project.status()).isEqualTo(201);
        assertThat(lead.post("/projects", Map.of("name", "x", "teamId", blue)).code())
                .isEqualTo("404 not-found");
        assertThat(lead.post("/projects", Map.of("name", "x")).code()).isEqualTo("403 forbidden");
        assertThat(lead.patch("/projects/" + dune, FIRST, Map.of("name", "x")).code())
                .isEqualTo("404 not-found");
        assertThat(lead.delete("/projects/" + dune, FIRST).code()).isEqualTo("404 not-found");
        assertThat(lead.patch("/projects/" + project.id(), FIRST, Map.of("teamId", blue))
                        .code())
                .isEqualTo("404 not-found");
    }

    @Test
    void keepsTeamsFromStandingBelowThemselvesAndTooDeep() {
        var api = as(owner);
        var top = api.post("/teams", Map.of("name", "t0")).id();
        var below = top;
        for (int depth = 1; depth < 7; depth++) {
            var made = api.post("/teams", Map.of("name", "level " + (char) ('a' + depth), "parentId", below));
            assertThat(made.status()).as("depth " + depth).isEqualTo(201);
            below = made.id();
        }
        assertThat(api.post("/teams", Map.of("name", "too deep", "parentId", below))
                        .code())
                .isEqualTo("422 limit-exceeded");
        assertThat(api.patch("/teams/" + top, FIRST, Map.of("parentId", below)).code())
                .isEqualTo("400 invalid-parameter");
    }

    @Test
    void givesAnAgentItsRoleAndTakesItWithIt() {
        var api = as(owner);
        var project = api.post("/projects", Map.of("name", "apollo")).id();
        var agent = api.post("/agents", Map.of("name", "hal", "projectId", project));
        assertThat(agent.status()).isEqualTo(201);
        var principal = Principal.agent(UUID.fromString(agent.id()));
        assertThat(decisions.grants(organization, 0, principal).claim()).containsKey("project:" + project);

        assertThat(api.post("/agents/" + agent.id() + "/suspend").status()).isEqualTo(200);
        assertThat(decisions.grants(organization, 0, principal).claim()).isEmpty();
        assertThat(api.post("/agents/" + agent.id() + "/resume").status()).isEqualTo(200);
        var renamed = api.put("/agents/" + agent.id(), "\"2\"", Map.of("name", "sal"));
        assertThat(renamed.text("name")).isEqualTo("sal");
        assertThat(api.patch("/agents/" + agent.id(), "\"3\"", Map.of("projectId", NewId.next()))
                        .code())
                .isEqualTo("400 invalid-parameter");

        assertThat(api.delete("/agents/" + agent.id(), "\"3\"").status()).isEqualTo(204);
        assertThat(api.get("/agents/" + agent.id()).code()).isEqualTo("404 not-found");
        assertThat(decisions.grants(organization, 0, principal).claim()).isEmpty();
        assertThat(api.post("/agents/" + agent.id() + "/restore").status()).isEqualTo(200);
        assertThat(decisions.grants(organization, 0, principal).claim()).containsKey("project:" + project);
    }

    @Test
    void givesNobodyBackAnAgentThatHasMoreThanTheOwn() {
        var api = as(owner);
        var project = api.post("/projects", Map.of("name", "apollo")).id();
        var agent =
                api.post("/agents", Map.of("name", "hal", "projectId", project)).id();
        assertThat(api.post(
                                "/role-bindings",
                                Map.of("principal", "agent:" + agent, "scope", everywhere.toString(), "role", "admin"))
                        .status())
                .isEqualTo(201);
        assertThat(api.delete("/agents/" + agent, FIRST).status()).isEqualTo(204);
        var lead = as(member(Scope.project(UUID.fromString(project)), BuiltInRole.ADMIN));

        assertThat(lead.post("/agents/" + agent + "/restore").status()).isEqualTo(403);
        assertThat(ids(api.get("/agents?deleted=true").body())).containsExactly(agent);
    }

    @Test
    void refusesAgentsThatLookTheSameInOneProject() {
        var api = as(owner);
        var project = api.post("/projects", Map.of("name", "apollo")).id();
        assertThat(api.post("/agents", Map.of("name", "deploy", "projectId", project))
                        .status())
                .isEqualTo(201);
        assertThat(api.post("/agents", Map.of("name", "d\u0435ploy", "projectId", project))
                        .code())
                .isEqualTo("409 name-taken");
        assertThat(api.post("/projects", Map.of("name", "ap\u043ello", "slug", "other"))
                        .code())
                .isEqualTo("409 name-taken");
    }

    @Test
    void makesATeamOnceForOneIdempotencyKey() {
        var api = as(owner);
        var key = Map.of("Idempotency-Key", "k-1");
        var first = api.send(HttpMethod.POST, "/teams", Map.of("name", "red"), key);
        var again = api.send(HttpMethod.POST, "/teams", Map.of("name", "red"), key);
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.id()).isEqualTo(first.id());
    }

    @Test
    void pagesThroughTeams() {
        var api = as(owner);
        var made = new ArrayList<String>();
        for (var name : new String[] {"red", "blue", "green"}) {
            made.add(api.post("/teams", Map.of("name", name)).id());
        }
        var first = api.get("/teams?limit=2");
        assertThat(ids(first.body())).containsExactlyElementsOf(made.subList(0, 2));
        var second = api.get("/teams?limit=2&cursor=" + first.text("nextCursor"));
        assertThat(ids(second.body())).containsExactly(made.get(2));
    }
}
