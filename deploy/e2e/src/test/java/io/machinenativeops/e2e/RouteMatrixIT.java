package io.machinenativeops.e2e;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
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

    private final UUID organization = UUID.randomUUID();
    private final UUID project = UUID.randomUUID();
    private final UUID otherProject = UUID.randomUUID();

    @Test
    void everyRouteIsInTheTable(Stack stack) {
        var listed = new TreeSet<String>();
        RouteMatrix.of(stack.root()).routes().forEach(route -> listed.add(route.name()));

        assertThat(listed).containsAll(RouteMatrix.described(stack.root()));
    }

    @Test
    void everyRoleIsAnsweredAsTheTableSays(Stack stack, Api api) {
        var tokens = new RoleTokens(stack);
        var described = RouteMatrix.described(stack.root());
        var routes = RouteMatrix.of(stack.root()).routes().stream()
                .filter(route -> described.contains(route.name()))
                .toList();

        var wrong = routes.parallelStream()
                .flatMap(route -> wrongAnswers(api, tokens, route).stream())
                .toList();

        assertThat(wrong).isEmpty();
        assertThat(routes)
                .hasSizeGreaterThan(60)
                .allSatisfy(route -> assertThat(route.cells()).as(route.name()).hasSize(8));
    }

    private List<String> wrongAnswers(Api api, RoleTokens tokens, RouteMatrix.Route route) {
        var wrong = new ArrayList<String>();
        var unknown = answer(api, route, null).statusCode();
        boolean open = route.cells().containsValue("open");
        if (open ? unknown == 401 || unknown == 403 : unknown != 401) {
            wrong.add("%s, nobody: answered %d".formatted(route.name(), unknown));
        }
        for (var cell : route.cells().entrySet()) {
            var answer = answer(api, route, tokens.of(cell.getKey(), organization, project));
            if (!isAsSaid(route, cell.getKey(), cell.getValue(), answer)) {
                wrong.add("%s, %s: %s in the table, answered %d %s"
                        .formatted(route.name(), cell.getKey(), cell.getValue(), answer.statusCode(), answer.body()));
            }
        }
        return wrong;
    }

    private static boolean isAsSaid(RouteMatrix.Route route, String who, String cell, HttpResponse<String> answer) {
        int status = answer.statusCode();
        return switch (cell) {
            case "yes", "part", "open" ->
                status != 401 && status < 500 && (status != 403 || isJudgedByRows(route, answer));
            case "no" -> status == 403 || (status == 404 && isOutOfSight(route, who));
            case "self" -> status == 403;
            default -> throw new IllegalArgumentException(route.name() + ", " + who + ": '" + cell + "'");
        };
    }

    /** Asked for something that is not there, a role that may read its like may be told so before it is told what it may not do. */
    private static boolean isOutOfSight(RouteMatrix.Route route, String who) {
        return who.endsWith(" of a project") || route.path().startsWith("/api/v1/permission-denies/");
    }

    /**
     * What team-rbac changes it judges by its own rows as well, which the people of these tokens have not; that the route itself
     * lets the role in is what is seen here.
     */
    private static boolean isJudgedByRows(RouteMatrix.Route route, HttpResponse<String> answer) {
        return !route.path().matches("/otlp/.*|/api/v1/(usage|price).*")
                && !answer.body().contains("The credential lacks the permission");
    }

    /** Asks for what is not there, or with a body that is not understood: what is allowed to ask is then told so. */
    private static HttpResponse<String> answer(Api api, RouteMatrix.Route route, @Nullable String token) {
        boolean hasBody = Set.of("POST", "PUT", "PATCH").contains(route.method());
        var request = api.anonymous(route.path().replaceAll("\\{[^}]+}", UNKNOWN))
                .method(
                        route.method(),
                        hasBody ? HttpRequest.BodyPublishers.ofString(BODY) : HttpRequest.BodyPublishers.noBody())
                .header("Content-Type", "application/json")
                .header("If-Match", "\"1\"");
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return api.unchecked(request.build());
    }

    @Test
    void otherOrganizationsAndProjectsSeeNothingOfOurs(Stack stack, Api api) {
        var tokens = new RoleTokens(stack);
        var owner = tokens.of("owner", organization, project);
        assertThat(post(api, owner, "/api/v1/usage-events", EVENT.formatted("matrix-1", project)))
                .isEqualTo(202);
        assertThat(post(api, owner, "/api/v1/usage-events", EVENT.formatted("matrix-2", otherProject)))
                .isEqualTo(202);
        var override =
                api.send(request(api, owner, "/api/v1/price-overrides").POST(HttpRequest.BodyPublishers.ofString("""
                {"provider":"matrix","model":"m","effectiveFrom":"2026-01-01T00:00:00Z","prices":[{"unit":"in_fresh","amount":"1"}]}""")));
        assertThat(override.status()).as(override.body()).isEqualTo(201);
        var id = override.json().get("id").asString();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> get(api, owner, "/api/v1/usage/events/matrix-2").status() == 200);

        var places = List.of(
                "/api/v1/usage/events/matrix-1",
                "/api/v1/usage/events/matrix-1/cost-explanation",
                "/api/v1/usage/sessions/matrix",
                "/api/v1/usage/traces/4bf92f3577b34da6a3ce929d0e0e4736",
                "/api/v1/price-overrides/" + id,
                "/api/v1/price-overrides/" + id + "/versions");
        var stranger = tokens.of("owner", UUID.randomUUID(), project);
        for (var place : places) {
            assertThat(get(api, owner, place).status()).as(place).isEqualTo(200);
            assertThat(get(api, stranger, place).status()).as(place).isEqualTo(404);
        }
        assertThat(api.unchecked(request(api, stranger, "/api/v1/price-overrides/" + id)
                                .header("If-Match", "\"1\"")
                                .DELETE()
                                .build())
                        .statusCode())
                .isEqualTo(404);
        assertThat(events(api, stranger)).isEmpty();

        // Who has a role at one project sees that one's, and writes to no other.
        var ofTheProject = tokens.of("admin of a project", organization, project);
        assertThat(events(api, ofTheProject)).containsExactly("matrix-1");
        assertThat(get(api, ofTheProject, "/api/v1/usage/events/matrix-2").status())
                .isEqualTo(404);
        assertThat(post(api, ofTheProject, "/api/v1/usage-events", EVENT.formatted("matrix-3", otherProject)))
                .isEqualTo(422);
        assertThat(post(api, stranger, "/api/v1/usage-events", EVENT.formatted("matrix-1", project)))
                .as("the same id is another event there")
                .isEqualTo(202);
    }

    private static List<String> events(Api api, String token) {
        var found = new ArrayList<String>();
        get(api, token, "/api/v1/usage/events")
                .json()
                .get("items")
                .values()
                .forEach(event -> found.add(event.get("eventId").asString()));
        return found;
    }

    private static Api.Reply get(Api api, String token, String path) {
        return api.send(request(api, token, path).GET());
    }

    private static int post(Api api, String token, String path, String body) {
        return api.send(request(api, token, path).POST(HttpRequest.BodyPublishers.ofString(body)))
                .status();
    }

    private static HttpRequest.Builder request(Api api, String token, String path) {
        return api.anonymous(path)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json");
    }
}
