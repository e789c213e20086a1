package io.machinenativeops.teamrbac;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import io.machinenativeops.platform.testing.Repository;
import io.machinenativeops.teamrbac.identity.NewId;
import io.machinenativeops.teamrbac.permission.BuiltInRole;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.Scope;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sends the ids of others to each route that has one in its path. The routes are those of {@code docs/api}, so that one that is new
 * is tried, or fails here until it is known whose id goes in.
 */
class StrangersIT extends TeamRbacService {

    private static final String API = "/api/v1";

    /** Says what any route reads. */
    private final Map<String, Object> body = Map.of(
            "name", "Taken over",
            "permissions", List.of("usage:read"),
            "grace", "0",
            "sources", List.of(),
            "to", owner.id());

    private record Request(HttpMethod method, String collection, String path) {}

    /** Of each route with an id, by the collection that the id is of. */
    private static List<Request> requests() throws IOException {
        Map<String, Object> file = new Yaml().load(Files.readString(Repository.file("docs/api/team-rbac.yaml")));
        var paths = (Map<?, ?>) Objects.requireNonNull(file.get("paths"));
        var requests = new ArrayList<Request>();
        paths.forEach((path, methods) -> {
            var route = path.toString();
            if (route.contains("{")) {
                assertThat(route).startsWith(API).contains("{id}");
                var collection = route.substring(API.length() + 1, route.indexOf("/{id}"));
                ((Map<?, ?>) methods)
                        .keySet()
                        .forEach(method -> requests.add(new Request(
                                HttpMethod.valueOf(method.toString().toUpperCase(Locale.ROOT)),
                                collection,
                                route.substring(API.length()))));
            }
        });
        return requests;
    }

    /** One thing of each collection, made at a project. */
    private Map<String, String> things(Api api, Scope everywhere, String team, String project, Principal member) {
        var ids = new LinkedHashMap<String, String>();
        ids.put("teams", team);
        ids.put("projects", project);
        ids.put("agents", made(api, "agents", Map.of("name", "hal", "projectId", project)));
        ids.put("members", member.id().toString());
        ids.put("roles", made(api, "roles", Map.of("name", "Mine", "permissions", List.of("usage:read"))));
        var agent = "agent:" + ids.get("agents");
        var at = Map.of("principal", agent, "scope", "project:" + project);
        var bound = new LinkedHashMap<String, Object>(at);
        bound.put("role", "viewer");
        ids.put("role-bindings", made(api, "role-bindings", bound));
        var denied = new LinkedHashMap<String, Object>(at);
        denied.put("permissions", List.of("usage:write"));
        ids.put("permission-denies", made(api, "permission-denies", denied));
        ids.put("api-keys", made(api, "api-keys", Map.of("name", "theirs", "agentId", ids.get("agents"))));
        ids.put(
                "invitations",
                made(
                        api,
                        "invitations",
                        Map.of(
                                "email",
                                NewId.next() + "@example.test",
                                "scope",
                                "project:" + project,
                                "role",
                                "viewer")));
        var invitation = "/invitations/" + ids.get("invitations");
        // What becomes of the mail is the one thing that changes by itself.
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> !api.get(invitation).text("delivery").equals("pending"));
        ids.put("organizations", everywhere.id().toString());
        return ids;
    }

    private static String made(Api api, String collection, Map<String, ?> what) {
        var answer = api.post("/" + collection, what);
        assertThat(answer.status()).as(collection + " " + answer.body()).isEqualTo(201);
        return answer.id();
    }

    private static Map<String, JsonNode> looks(Api theirs, Map<String, String> ids) {
        var looks = new LinkedHashMap<String, JsonNode>();
        ids.forEach((collection, id) -> {
            var answer = theirs.get("/" + collection + "/" + id);
            assertThat(answer.status()).as(collection).isEqualTo(200);
            looks.put(collection, answer.body());
        });
        return looks;
    }

    private List<String> answers(Api intruder, Map<String, String> ids) throws IOException {
        var answers = new ArrayList<String>();
        for (var request : requests()) {
            // A member's id is that of the user.
            var id = ids.get(request.collection.startsWith("users") ? "members" : request.collection);
            assertThat(id).as("an id for " + request.path).isNotNull();
            var hasBody = !request.method.equals(HttpMethod.GET) && !request.method.equals(HttpMethod.DELETE);
            var answer = intruder.send(
                    request.method,
                    request.path.replace("{id}", Objects.requireNonNull(id)),
                    hasBody ? body : null,
                    Map.of("If-Match", "*"));
            answers.add(request.method + " " + request.path + " " + answer.code());
        }
        return answers;
    }

    @Test
    void seeAndTouchNothingOfAnotherOrganization() throws IOException {
        var other = NewId.next();
        var stranger = Principal.user(NewId.next());
        makeOrganization(other, stranger);
        var theirs = as(other, stranger);
        var team = made(theirs, "teams", Map.of("name", "red"));
        var project = made(theirs, "projects", Map.of("name", "apollo", "teamId", team));
        var ids = things(theirs, Scope.organization(other), team, project, stranger);
        var before = looks(theirs, ids);
        var api = as(owner);

        assertThat(answers(api, ids))
                .hasSizeGreaterThan(35)
                .allMatch(answer -> answer.endsWith(" 404 not-found")
                        || answer.matches("POST /organizations/\\{id}/(suspend|resume) 403 forbidden")
                        || answer.matches("(GET|POST) /users/\\{id}(/disable|/enable)? 403 forbidden"));
        assertThat(looks(theirs, ids)).isEqualTo(before);

        // Nor by an id in a body or a query.
        var agent = ids.get("agents");
        for (var refused : List.of(
                api.post("/projects", Map.of("name", "spy", "teamId", team)),
                api.post("/teams", Map.of("name", "spy", "parentId", team)),
                api.post("/agents", Map.of("name", "spy", "projectId", project)),
                api.post("/api-keys", Map.of("name", "spy", "agentId", agent)),
                api.post("/api-keys", Map.of("name", "spy", "projectId", project, "role", "viewer")),
                api.post(
                        "/invitations",
                        Map.of("email", "spy@example.test", "scope", "project:" + project, "role", "viewer")),
                api.post(
                        "/role-bindings",
                        Map.of("principal", "agent:" + agent, "scope", everywhere.toString(), "role", "viewer")),
                api.post(
                        "/role-bindings",
                        Map.of(
                                "principal",
                                owner.toString(),
                                "scope",
                                everywhere.toString(),
                                "role",
                                ids.get("roles"))),
                api.post(
                        "/permission-denies",
                        Map.of(
                                "principal", "agent:" + agent,
                                "scope", "project:" + project,
                                "permissions", List.of("usage:read"))),
                api.post("/organizations/" + organization + "/transfer", Map.of("to", stranger.id())))) {
            assertThat(refused.code()).as(refused.body().toString()).isEqualTo("404 not-found");
        }
        for (var list : List.of(
                "/projects?team=" + team,
                "/agents?project=" + project,
                "/agents?team=" + team,
                "/teams?deleted=true&parent=" + team,
                "/role-bindings?principal=agent:" + agent,
                "/role-bindings?scope=project:" + project,
                "/permission-denies?scope=project:" + project,
                "/api-keys?project=" + project,
                "/api-keys?agent=" + agent,
                "/audit-events?target=" + project)) {
            assertThat(api.get(list).body().path("items")).as(list).isEmpty();
        }
    }

    @Test
    void touchNothingOfAnotherProject() throws IOException {
        var theirs = as(owner);
        var team = made(theirs, "teams", Map.of("name", "red"));
        var project = made(theirs, "projects", Map.of("name", "apollo", "teamId", team));
        var member = member(Scope.project(UUID.fromString(project)), BuiltInRole.DEVELOPER);
        var ids = things(theirs, everywhere, team, project, member);
        var before = looks(theirs, ids);
        var own = made(theirs, "projects", Map.of("name", "comet"));

        // Roles and the organisation itself are seen from anywhere inside.
        assertThat(answers(as(member(Scope.project(UUID.fromString(own)), BuiltInRole.ADMIN)), ids))
                .allMatch(answer -> answer.matches(".* (404 not-found|403 forbidden.*)")
                        || answer.matches("GET /(roles|organizations)/\\{id} 200 ")
                        || answer.matches("POST /organizations/\\{id}/restore .*"));
        assertThat(looks(theirs, ids)).isEqualTo(before);
    }
}
