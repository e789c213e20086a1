package io.machinenativeops.e2e;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** {@code docs/permissions.md}, cell by cell, through the gateway; and what another organisation sees of ours: nothing. */
@ExtendWith(RunningStack.class)
class RouteMatrixIT {

    private static final String UNKNOWN = "0199f000-0000-7000-8000-000000000000";
    /** Says enough for what is judged before the rest is read. */
    private static final String BODY = "{\"name\":\"Matrix\",\"permissions\":[\"usage:read\"]}";

    private static final String EVENT = """
            {"events":[{"eventId":"%s","provider":"openai","model":"gpt-4o","traceId":"4bf92f3577b34da6a3ce929d0e0e4736",
              "sessionId":"matrix","project":"%s","usage":{"prompt_tokens":1,"completion_tokens":1}}]}""";

    /** They end what the others need: one after the other, at the end. */
    private static final List<String> LAST =
            List.of("POST /api/v1/members/me/leave", "POST /api/v1/users/me/sign-out-everywhere");

    private static Town town;
    private static Person stranger;
    private static String project;
    private static String otherProject;
    private static final Map<String, Person> PEOPLE = new ConcurrentHashMap<>();

    @BeforeAll
    static void people(Stack stack, Mailbox mailbox) {
        var operator = Town.operator(stack);
        town = Town.found(stack, mailbox, operator, "Matrix");
        project = town.project("Ours");
        otherProject = town.project("Theirs");
        stranger = Town.found(stack, mailbox, operator, "Strangers").founder();
        PEOPLE.put("agent", town.agent("matrix", project));
        Stream.of("owner", "admin", "developer", "viewer", "billing", "admin of a project", "viewer of a project")
                .parallel()
                .forEach(holder -> PEOPLE.put(holder, person(holder)));
    }

    private static Person person(String holder) {
        var role = holder.replace(" of a project", "");
        return town.invite(role, holder.equals(role) ? town.everywhere() : "project:" + project);
    }

    @Test
    void everyRouteIsInTheTable(Stack stack) {
        var listed = new TreeSet<String>();
        RouteMatrix.of(stack.root()).routes().forEach(route -> listed.add(route.name()));

        assertThat(listed).containsAll(RouteMatrix.described(stack.root()));
    }

    @Test
    void everyRoleIsAnsweredAsTheTableSays(Stack stack, Api api) {
        var described = RouteMatrix.described(stack.root());
        var routes = RouteMatrix.of(stack.root()).routes().stream()
                .filter(route -> described.contains(route.name()))
                .toList();
        var last = routes.stream().filter(route -> LAST.contains(route.name())).toList();

        var wrong = new ArrayList<String>();
        wrong.addAll(routes.parallelStream()
                .flatMap(route -> wrongOfNobody(api, route).stream())
                .toList());
        PEOPLE.entrySet().parallelStream()
                .map(each -> Stream.concat(routes.stream().filter(route -> !last.contains(route)), last.stream())
                        .map(route -> wrongAnswer(each.getKey(), each.getValue(), route))
                        .flatMap(Optional::stream)
                        .toList())
                .forEachOrdered(wrong::addAll);

        assertThat(wrong).isEmpty();
        assertThat(routes)
                .hasSizeGreaterThan(60)
                .allSatisfy(route ->
                        assertThat(route.cells().keySet()).as(route.name()).isEqualTo(PEOPLE.keySet()));
    }

    private static List<String> wrongOfNobody(Api api, RouteMatrix.Route route) {
        var answer = api.unchecked(api.anonymous(path(route))
                .method(route.method(), HttpRequest.BodyPublishers.ofString(body(route)))
                .header("Content-Type", "application/json")
                .build());
        int status = answer.statusCode();
        boolean open = route.cells().containsValue("open");
        return (open ? status == 401 || status == 403 : status != 401)
                ? List.of("%s, nobody: answered %d %s".formatted(route.name(), status, answer.body()))
                : List.of();
    }

    private static Optional<String> wrongAnswer(String who, Person person, RouteMatrix.Route route) {
        var cell = route.cells().get(who);
        // Whoever left the organisation has no token for it any more.
        var asked = route.name().equals(LAST.getLast()) ? person.nowhere() : person;
        var answer = asked.send(route.method(), path(route), body(route).isEmpty() ? null : body(route));
        return isAsSaid(route, who, String.valueOf(cell), answer.statusCode())
                ? Optional.empty()
                : Optional.of("%s, %s: %s in the table, answered %d %s"
                        .formatted(route.name(), who, cell, answer.statusCode(), answer.body()));
    }

    private static boolean isAsSaid(RouteMatrix.Route route, String who, String cell, int status) {
        boolean answered = status != 401 && status != 403 && status < 500;
        return switch (cell) {
            case "yes", "part", "open" -> answered;
            case "no" -> status == 403 || (status == 404 && isOutOfSight(route, who));
            // An agent comes by a key, and a key is nobody's self.
            case "self" -> who.equals("agent") ? status == 403 : answered;
            default -> throw new IllegalArgumentException(route.name() + ", " + who + ": '" + cell + "'");
        };
    }

    private static String path(RouteMatrix.Route route) {
        return route.path().replaceAll("\\{[^}]+}", UNKNOWN);
    }

    /** Asks for what is not there, or with a body that is not understood: what is allowed to ask is then told so. */
    private static String body(RouteMatrix.Route route) {
        if (route.name().equals("POST /api/v1/api-keys")) {
            return BODY.replace("}", ",\"projectId\":\"" + project + "\"}");
        }
        return Set.of("POST", "PUT", "PATCH").contains(route.method()) ? BODY : "";
    }

    /** Asked for something that is not there, a role that may read its like may be told so before it is told what it may not do. */
    private static boolean isOutOfSight(RouteMatrix.Route route, String who) {
        return who.endsWith(" of a project") || route.path().startsWith("/api/v1/permission-denies/");
    }

    @Test
    void otherOrganizationsAndProjectsSeeNothingOfOurs() {
        var owner = town.founder();
        assertThat(status(owner, "POST", "/api/v1/usage-events", EVENT.formatted("matrix-1", project)))
                .isEqualTo(202);
        assertThat(status(owner, "POST", "/api/v1/usage-events", EVENT.formatted("matrix-2", otherProject)))
                .isEqualTo(202);
        var override = "/api/v1/price-overrides/" + owner.idOf("/api/v1/price-overrides", """
                {"provider":"matrix","model":"m","effectiveFrom":"2026-01-01T00:00:00Z","prices":[{"unit":"in_fresh","amount":"1"}]}""");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> status(owner, "GET", "/api/v1/usage/events/matrix-2", null) == 200);

        var places = List.of(
                "/api/v1/usage/events/matrix-1",
                "/api/v1/usage/events/matrix-1/cost-explanation",
                "/api/v1/usage/sessions/matrix",
                "/api/v1/usage/traces/4bf92f3577b34da6a3ce929d0e0e4736",
                override,
                override + "/versions");
        for (var place : places) {
            assertThat(status(owner, "GET", place, null)).as(place).isEqualTo(200);
            assertThat(status(stranger, "GET", place, null)).as(place).isEqualTo(404);
        }
        assertThat(status(stranger, "DELETE", override, null)).isEqualTo(404);
        assertThat(events(stranger)).isEmpty();

        // Who has a role at one project sees that one's, and writes to no other.
        var auditor = town.founder().idOf("/api/v1/roles", "{\"name\":\"Reader\",\"permissions\":[\"usage:read\"]}");
        var reader = town.key(auditor, project);
        assertThat(events(reader)).containsExactly("matrix-1");
        assertThat(status(reader, "POST", "/api/v1/usage-events", EVENT.formatted("matrix-3", project)))
                .isEqualTo(403);
        assertThat(status(reader, "GET", "/api/v1/members", null)).isEqualTo(403);
        var writer = town.key("admin", project);
        assertThat(status(writer, "GET", "/api/v1/usage/events/matrix-2", null)).isEqualTo(404);
        assertThat(status(writer, "POST", "/api/v1/usage-events", EVENT.formatted("matrix-3", otherProject)))
                .isEqualTo(422);
        assertThat(status(
                        stranger,
                        "POST",
                        "/api/v1/usage-events",
                        EVENT.replace(",\"project\":\"%s\"", "").formatted("matrix-1")))
                .as("the same id is another event there")
                .isEqualTo(202);
    }

    private static List<String> events(Person person) {
        return person.get("/api/v1/usage/events")
                .get("items")
                .valueStream()
                .map(event -> event.get("eventId").asString())
                .toList();
    }

    private static int status(Person person, String method, String path, @Nullable String body) {
        return person.send(method, path, body).statusCode();
    }
}
