package io.machinenativeops.e2e;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Somebody is invited by mail into one project, joins, signs in, and sees that project and nothing else, whatever is asked for. */
@ExtendWith(RunningStack.class)
class JoiningIT {

    private static Town ours;
    private static Town theirs;
    private static Person ann;

    @BeforeAll
    static void found(Stack stack, Mailbox mailbox) {
        var operator = Town.operator(stack);
        ours = Town.found(stack, mailbox, operator, "Acme");
        theirs = Town.found(stack, mailbox, operator, "Rivals");
        ann = ours.invite("developer", "project:" + ours.project("Apollo"));
    }

    @Test
    void whoWasInvitedSeesOnlyTheOwnProject() {
        var founder = ours.founder();
        record("ours-1", ours, "Apollo");
        record("ours-2", ours, "Gemini");
        record("theirs-1", theirs, "Vostok");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> ids(founder, "/api/v1/usage/events", "eventId").size() == 2);

        assertThat(ids(ann, "/api/v1/organizations", "id")).containsExactly(ours.organization());
        assertThat(ids(ann, "/api/v1/projects", "id")).containsExactly(ours.project("Apollo"));
        assertThat(ids(ann, "/api/v1/usage/events", "eventId")).containsExactly("ours-1");
        assertThat(ann.get("/api/v1/usage/summary").get("total").get("events").asInt())
                .isEqualTo(1);
        assertThat(ids(founder, "/api/v1/projects", "id")).hasSize(2);
        var elsewhere = ann.at(theirs.organization());
        assertThat(elsewhere.send("GET", "/api/v1/projects", null).statusCode()).isEqualTo(403);
        assertThat(elsewhere.send("GET", "/api/v1/usage/events", null).statusCode())
                .isEqualTo(403);
    }

    @Test
    void noIdInAnyPathLeadsIntoAnotherOrganization(Stack stack) {
        var things = things(theirs, "Mir");
        var before = state(theirs, things);
        var wrong = new ArrayList<String>();
        for (var route : RouteMatrix.described(stack.root())) {
            var method = route.substring(0, route.indexOf(' '));
            var template = route.substring(route.indexOf(' ') + 1);
            if (template.contains("{")) {
                var collection = template.substring(0, template.indexOf("/{"));
                // A member's id is that of the user.
                var id = things.get(collection.startsWith("/api/v1/users") ? "/api/v1/members" : collection);
                assertThat(id).as("an id for " + route).isNotNull();
                var body = Set.of("POST", "PUT", "PATCH").contains(method)
                        ? "{\"name\":\"Taken over\",\"to\":\"%s\"}".formatted(things.get("/api/v1/members"))
                        : null;
                var answer = ann.send(method, template.replaceAll("\\{[^}]+}", id), body);
                boolean refused = answer.statusCode() == 403 || answer.statusCode() == 404;
                if (!(refused || (body != null && answer.statusCode() == 400))
                        || answer.body().contains("Rivals")) {
                    wrong.add("%s was answered with %d %s".formatted(route, answer.statusCode(), answer.body()));
                }
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(state(theirs, things)).isEqualTo(before);
    }

    @Test
    void noIdLeadsIntoAnotherProjectOfTheOwnOrganization() {
        var things = things(ours, "Skylab");
        for (var place : List.of("projects", "agents", "api-keys", "usage/events", "usage/sessions", "usage/traces")) {
            var path = "/api/v1/" + place + "/" + things.get("/api/v1/" + place);
            assertThat(ours.founder().send("GET", path, null).statusCode())
                    .as(path)
                    .isEqualTo(200);
            assertThat(ann.send("GET", path, null).statusCode()).as(path).isEqualTo(404);
        }
    }

    private static void record(String event, Town town, String project) {
        var trace = "%032x".formatted(event.hashCode() & 0xffffffffL);
        var sent = town.founder()
                .send("POST", "/api/v1/usage-events", """
                        {"events":[{"eventId":"%s","provider":"openai","model":"gpt-4o","traceId":"%s","sessionId":"s-%s","project":"%s",
                          "usage":{"prompt_tokens":1,"completion_tokens":1}}]}""".formatted(event, trace, event, town.project(project)));
        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(202);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> town.founder()
                                .send("GET", "/api/v1/usage/events/" + event, null)
                                .statusCode()
                        == 200);
    }

    /** One of each thing that has an id in a path, by the path that lists them. */
    private static Map<String, String> things(Town town, String name) {
        var founder = town.founder();
        var project = town.project(name);
        var things = new HashMap<String, String>();
        things.put("organizations", town.organization());
        things.put("projects", project);
        things.put("teams", founder.idOf("/api/v1/teams", "{\"name\":\"%s team\"}".formatted(name)));
        var agent = founder.idOf("/api/v1/agents", "{\"name\":\"%s\",\"projectId\":\"%s\"}".formatted(name, project));
        things.put("agents", agent);
        things.put("members", ids(founder, "/api/v1/members", "id").getFirst());
        things.put(
                "roles",
                founder.idOf(
                        "/api/v1/roles", "{\"name\":\"%s role\",\"permissions\":[\"usage:read\"]}".formatted(name)));
        var given = "{\"principal\":\"agent:%s\",\"scope\":\"project:%s\",".formatted(agent, project);
        things.put("role-bindings", founder.idOf("/api/v1/role-bindings", given + "\"role\":\"viewer\"}"));
        things.put(
                "permission-denies",
                founder.idOf("/api/v1/permission-denies", given + "\"permissions\":[\"usage:write\"]}"));
        things.put(
                "api-keys",
                founder.idOf("/api/v1/api-keys", "{\"name\":\"%s\",\"agentId\":\"%s\"}".formatted(name, agent)));
        things.put(
                "invitations",
                founder.idOf(
                        "/api/v1/invitations",
                        "{\"email\":\"%s@example.test\",\"role\":\"viewer\",\"scope\":\"project:%s\"}"
                                .formatted(name, project)));
        things.put("price-overrides", founder.idOf("/api/v1/price-overrides", """
                {"provider":"%s","model":"m","effectiveFrom":"2026-01-01T00:00:00Z","prices":[{"unit":"in_fresh","amount":"1"}]}""".formatted(name)));
        var event = "of-" + name;
        record(event, town, name);
        things.put("usage/events", event);
        things.put("usage/sessions", "s-" + event);
        things.put("usage/traces", "%032x".formatted(event.hashCode() & 0xffffffffL));
        // There is none, and none can be made from outside.
        things.put("usage/dead-letters", "1-0");
        var byPath = new HashMap<String, String>();
        things.forEach((place, id) -> byPath.put("/api/v1/" + place, id));
        return byPath;
    }

    /** What the owner sees of each thing. */
    private static Map<String, String> state(Town town, Map<String, String> things) {
        var state = new TreeMap<String, String>();
        things.forEach((place, id) -> {
            if (!place.endsWith("dead-letters")) {
                var seen = town.founder().send("GET", place + "/" + id, null);
                assertThat(seen.statusCode()).as(place + ": " + seen.body()).isEqualTo(200);
                state.put(place, seen.body());
            }
        });
        return state;
    }

    private static List<String> ids(Person person, String path, String field) {
        return person.get(path)
                .get("items")
                .valueStream()
                .map(item -> item.path(field))
                .map(JsonNode::asString)
                .toList();
    }
}
