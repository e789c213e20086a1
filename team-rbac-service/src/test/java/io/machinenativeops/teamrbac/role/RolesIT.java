package io.machinenativeops.teamrbac.role;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.machinenativeops.teamrbac.TeamRbacService;
import io.machinenativeops.teamrbac.identity.NewId;
import io.machinenativeops.teamrbac.permission.BuiltInRole;
import io.machinenativeops.teamrbac.permission.Permission;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.ScopeKind;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;

import static org.assertj.core.api.Assertions.assertThat;

class RolesIT extends TeamRbacService {

    private static final String FIRST = "\"0\"";

    private Map<String, Object> binding(Object principal, Object scope, String role) {
        return Map.of("principal", principal.toString(), "scope", scope.toString(), "role", role);
    }

    @Test
    void listsBuiltInRolesBeforeOwnOnes() {
        var api = as(owner);
        var made = api.post("/roles", Map.of("name", "Auditor", "permissions", List.of("audit:read")));
        assertThat(made.status()).isEqualTo(201);

        var items = api.get("/roles").body().path("items");
        assertThat(items.valueStream().map(each -> each.path("id").asString()))
                .containsExactly("owner", "admin", "developer", "viewer", "billing", "agent", made.id());
        assertThat(api.get("/roles/" + made.id()).text("name")).isEqualTo("Auditor");
        assertThat(api.get("/roles/billing").body().path("builtIn").asBoolean()).isTrue();
        assertThat(api.get("/roles/none").code()).isEqualTo("404 not-found");
    }

    @Test
    void changesDeletesAndRestoresARoleForThoseWhoHaveIt() {
        var api = as(owner);
        var role = api.post("/roles", Map.of("name", "Auditor", "permissions", List.of("audit:read")));
        var someone = member(everywhere, BuiltInRole.DEVELOPER);
        assertThat(api.post("/role-bindings", binding(someone, everywhere, role.id()))
                        .status())
                .isEqualTo(201);
        assertThat(grants(someone)).contains("audit:read");

        assertThat(api.patch("/roles/" + role.id(), FIRST, Map.of("permissions", List.of("price:manage")))
                        .etag())
                .isEqualTo("\"1\"");
        assertThat(grants(someone)).contains("price:manage").doesNotContain("audit:read");
        assertThat(api.put("/roles/" + role.id(), "\"1\"", Map.of("name", "Nobody", "permissions", List.of()))
                        .code())
                .isEqualTo("400 invalid-parameter");
        assertThat(api.delete("/roles/" + role.id(), "\"1\"").status()).isEqualTo(204);
        assertThat(grants(someone)).doesNotContain("price:manage");
        assertThat(api.get("/roles?deleted=true")
                        .body()
                        .path("items")
                        .valueStream()
                        .map(each -> each.path("id").asString()))
                .containsExactly(role.id());
        assertThat(as(someone).get("/roles?deleted=true").body().path("items")).isEmpty();
        assertThat(api.get("/role-bindings?role=" + role.id())
                        .body()
                        .path("items")
                        .path(0)
                        .path("principal")
                        .asString())
                .isEqualTo(someone.toString());
        assertThat(api.post("/roles/" + role.id() + "/restore").status()).isEqualTo(200);
        assertThat(grants(someone)).contains("price:manage");
    }

    private List<String> grants(Principal of) {
        return decisions.grants(organization, 0, of).claim().getOrDefault(everywhere.toString(), List.of());
    }

    @Test
    void letsNobodyMakeARoleAboveTheOwn() {
        var admin = member(everywhere, BuiltInRole.ADMIN);
        var api = as(admin);
        assertThat(api.post("/roles", Map.of("name", "Boss", "permissions", List.of("org:manage")))
                        .code())
                .isEqualTo("403 forbidden-beyond-own");
        var mine = api.post("/roles", Map.of("name", "Mine", "permissions", List.of("usage:read")));
        assertThat(mine.status()).isEqualTo(201);
        assertThat(api.post("/role-bindings", binding(admin, everywhere, mine.id()))
                        .status())
                .isEqualTo(201);
        assertThat(api.patch("/roles/" + mine.id(), FIRST, Map.of("permissions", List.of("org:manage")))
                        .code())
                .isEqualTo("403 forbidden-beyond-own");
        assertThat(api.post("/role-bindings", binding(admin, everywhere, "owner"))
                        .code())
                .isEqualTo("403 forbidden-beyond-own");
        assertThat(api.post(
                                "/role-bindings",
                                Map.of(
                                        "principal", admin.toString(),
                                        "scope", everywhere.toString(),
                                        "permissions", List.of("org:manage")))
                        .code())
                .isEqualTo("403 forbidden-beyond-own");
        assertThat(grants(admin)).doesNotContain(Permission.ORG_MANAGE.toString());

        var owners = as(owner).post("/roles", Map.of("name", "Boss", "permissions", List.of("org:manage")));
        assertThat(api.patch("/roles/" + owners.id(), FIRST, Map.of("permissions", List.of("usage:read")))
                        .code())
                .isEqualTo("403 forbidden-beyond-own");
        assertThat(api.delete("/roles/" + owners.id(), FIRST).code()).isEqualTo("403 forbidden-beyond-own");
        assertThat(api.post("/role-bindings", binding(admin, everywhere, owners.id()))
                        .code())
                .isEqualTo("403 forbidden-beyond-own");
        assertThat(api.post("/api-keys", Map.of("name", "boss", "role", owners.id()))
                        .code())
                .isEqualTo("403 forbidden-beyond-own");
        assertThat(api.post(
                                "/invitations",
                                Map.of("email", "me@example.test", "scope", everywhere.toString(), "role", owners.id()))
                        .code())
                .isEqualTo("403 forbidden-beyond-own");
        assertThat(as(owner).delete("/roles/" + owners.id(), FIRST).status()).isEqualTo(204);
        assertThat(api.post("/roles/" + owners.id() + "/restore").code()).isEqualTo("403 forbidden-beyond-own");
        assertThat(as(member(everywhere, BuiltInRole.DEVELOPER))
                        .post("/roles", Map.of("name", "Dev", "permissions", List.of("usage:read")))
                        .code())
                .isEqualTo("403 forbidden");
    }

    @Test
    void leavesBuiltInRolesAndTheirNamesAlone() {
        var api = as(owner);
        assertThat(api.patch("/roles/admin", "*", Map.of("name", "x")).code()).isEqualTo("403 forbidden-built-in-role");
        assertThat(api.delete("/roles/owner", "*").code()).isEqualTo("403 forbidden-built-in-role");
        for (var name : List.of("Owner", "\u043ewner", "аdmin", "vieweг".replace("г", "r"))) {
            assertThat(api.post("/roles", Map.of("name", name, "permissions", List.of("usage:read")))
                            .code())
                    .as(name)
                    .isEqualTo("409 name-taken");
        }
    }

    @Test
    void bindsAndUnbindsAtTheOwnPlaceOnly() {
        var red = node(ScopeKind.TEAM, everywhere, "red");
        var blue = node(ScopeKind.TEAM, everywhere, "blue");
        var someone = member(red, BuiltInRole.DEVELOPER);
        var stranger = member(blue, BuiltInRole.DEVELOPER);
        var lead = as(member(red, BuiltInRole.ADMIN));

        var made = lead.post("/role-bindings", binding(someone, red, "viewer"));
        assertThat(made.code())
                .as("a viewer sees the subscription, an admin does too")
                .startsWith("201");
        assertThat(lead.post("/role-bindings", binding(someone, blue, "viewer")).code())
                .isEqualTo("404 not-found");
        assertThat(lead.post("/role-bindings", binding(someone, everywhere, "viewer"))
                        .code())
                .isEqualTo("403 forbidden");
        var elsewhere = as(owner)
                .get("/role-bindings?principal=" + stranger)
                .body()
                .path("items")
                .path(0)
                .path("id")
                .asString();
        assertThat(lead.get("/role-bindings/" + elsewhere).code()).isEqualTo("404 not-found");
        assertThat(lead.delete("/role-bindings/" + elsewhere, "*").code()).isEqualTo("404 not-found");
        assertThat(lead.get("/role-bindings").body().path("items")).hasSize(3);
        assertThat(lead.get("/role-bindings?scope=" + red + "&principal=" + someone)
                        .body()
                        .path("items"))
                .hasSize(2);
        assertThat(lead.get("/role-bindings/" + made.id()).text("role")).isEqualTo("viewer");
        assertThat(lead.delete("/role-bindings/" + made.id(), FIRST).status()).isEqualTo(204);
        assertThat(lead.get("/role-bindings/" + made.id()).code()).isEqualTo("404 not-found");
    }

    @Test
    void deniesWhateverGivesAndLiftsItAgain() {
        var someone = member(everywhere, BuiltInRole.DEVELOPER);
        var api = as(owner);
        var deny = api.post(
                "/permission-denies",
                Map.of(
                        "principal", someone.toString(),
                        "scope", everywhere.toString(),
                        "permissions", List.of("usage:write"),
                        "expiresAt", Instant.now().plusSeconds(600).toString()));
        assertThat(deny.status()).isEqualTo(201);
        assertThat(grants(someone)).doesNotContain("usage:write");
        assertThat(as(someone).delete("/permission-denies/" + deny.id(), "*").code())
                .isEqualTo("403 forbidden");
        assertThat(api.get("/permission-denies").body().path("items")).hasSize(1);
        assertThat(api.get("/permission-denies/" + deny.id()).etag()).isEqualTo(FIRST);
        assertThat(api.delete("/permission-denies/" + deny.id(), FIRST).status())
                .isEqualTo(204);
        assertThat(grants(someone)).contains("usage:write");
    }

    @Test
    void saysWhatIsWrongWithABinding() {
        var api = as(owner);
        var someone = member(everywhere, BuiltInRole.DEVELOPER);
        assertThat(api.post("/role-bindings", Map.of("scope", everywhere.toString(), "role", "viewer"))
                        .code())
                .isEqualTo("400 invalid-parameter");
        assertThat(api.post("/role-bindings", Map.of("principal", someone.toString(), "scope", everywhere.toString()))
                        .code())
                .isEqualTo("400 invalid-parameter");
        assertThat(api.post("/role-bindings", binding("key:" + NewId.next(), everywhere, "viewer"))
                        .code())
                .isEqualTo("400 invalid-parameter");
        assertThat(api.post("/role-bindings", binding("user:" + NewId.next(), everywhere, "viewer"))
                        .code())
                .isEqualTo("404 not-found");
        assertThat(api.post("/role-bindings", binding(someone, everywhere, "no-such-role"))
                        .code())
                .isEqualTo("404 not-found");
        assertThat(api.post(
                                "/role-bindings",
                                Map.of(
                                        "principal",
                                        someone.toString(),
                                        "scope",
                                        everywhere.toString(),
                                        "role",
                                        "viewer",
                                        "expiresAt",
                                        "2020-01-01T00:00:00Z"))
                        .code())
                .isEqualTo("400 invalid-parameter");
    }

    /** Every route with an id of another organisation in its path answers as if there were no such thing. */
    @Test
    void knowsNoIdOfAnotherOrganization() {
        var other = NewId.next();
        var stranger = Principal.user(NewId.next());
        makeOrganization(other, stranger);
        var theirs = as(other, stranger);
        var team = theirs.post("/teams", Map.of("name", "red")).id();
        var project = theirs.post("/projects", Map.of("name", "apollo")).id();
        var agent = theirs.post("/agents", Map.of("name", "hal", "projectId", project))
                .id();
        var role = theirs.post("/roles", Map.of("name", "Mine", "permissions", List.of("usage:read")))
                .id();
        var bound = theirs.get("/role-bindings")
                .body()
                .path("items")
                .path(0)
                .path("id")
                .asString();
        var denied = theirs.post(
                        "/permission-denies",
                        Map.of(
                                "principal", "agent:" + agent,
                                "scope", "project:" + project,
                                "permissions", List.of("usage:write")))
                .id();
        var api = as(owner);
        var body = Map.of("name", "taken over", "permissions", List.of("usage:read"));
        for (var path : List.of(
                "/organizations/" + other,
                "/teams/" + team,
                "/projects/" + project,
                "/agents/" + agent,
                "/roles/" + role,
                "/members/" + stranger.id(),
                "/role-bindings/" + bound,
                "/permission-denies/" + denied)) {
            assertThat(api.get(path).code()).as("GET " + path).isEqualTo("404 not-found");
            assertThat(api.delete(path, "*").code()).as("DELETE " + path).matches("404 not-found|405 .*");
            for (var method : List.of(HttpMethod.PUT, HttpMethod.PATCH)) {
                assertThat(api.send(method, path, body, Map.of("If-Match", "*")).code())
                        .as(method + " " + path)
                        .matches("404 not-found|405 .*");
            }
            for (var action : List.of("restore", "suspend", "resume")) {
                assertThat(api.post(path + "/" + action).status())
                        .as("POST " + path + "/" + action)
                        .isIn(403, 404);
            }
        }
        assertThat(api.post("/organizations/" + other + "/transfer", Map.of("to", owner.id()))
                        .code())
                .isEqualTo("404 not-found");
        assertThat(api.post("/agents", Map.of("name", "spy", "projectId", project))
                        .code())
                .isEqualTo("404 not-found");
        assertThat(api.post("/role-bindings", binding(stranger, everywhere, "viewer"))
                        .code())
                .isEqualTo("404 not-found");
        assertThat(api.post("/role-bindings", binding(owner, "project:" + project, "viewer"))
                        .code())
                .isEqualTo("404 not-found");
        assertThat(theirs.get("/teams/" + UUID.fromString(team)).status()).isEqualTo(200);
    }
}
