package io.machinenativeops.tokentracking.analysis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import io.machinenativeops.tokentracking.event.RecordedUsage;
import io.machinenativeops.tokentracking.storage.Rows;
import io.machinenativeops.tokentracking.storage.StoredUsage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static io.machinenativeops.tokentracking.storage.StoredUsage.event;
import static org.assertj.core.api.Assertions.assertThat;

/** Asks a running service about events that are known one by one; every expected number is worked out by hand. */
class UsageIT {

    private static final String DAY = "from=2026-11-20T00:00:00Z&to=2026-11-21T00:00:00Z";
    private static AnalysisService service;

    @BeforeAll
    static void start() {
        service = new AnalysisService();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void sumsAndGroupsToTheLastDigit() {
        var organization = AnalysisService.organization();
        store(
                organization,
                // 3 * 3 + 12304 * 3.75 + 550 * 15 = 54399 millionths
                event("a")
                        .noBuckets()
                        .bucket("in_fresh", "3")
                        .bucket("in_cache_write_5m", "12304")
                        .bucket("out_text", "550")
                        .cost("0.054399")
                        .latency(1000L, 100L),
                event("b")
                        .noBuckets()
                        .bucket("in_fresh", "7")
                        .bucket("in_cache_read", "90")
                        .bucket("out_text", "5")
                        .bucket("out_reasoning", "6")
                        .cost("0.000000000001")
                        .latency(3000L, null),
                event("c").agent("writer").model("openai", "gpt-x").cost(null).status("error"));

        var summary =
                service.get(AnalysisService.reader(organization), "/api/v1/usage/summary?groupBy=agent,model&" + DAY);

        assertThat(summary.path("currency").asString()).isEqualTo("USD");
        assertThat(summary.path("timezone").asString()).isEqualTo("UTC");
        assertThat(summary.path("from").asString()).isEqualTo("2026-11-20T00:00:00Z");
        assertThat(summary.path("to").asString()).isEqualTo("2026-11-21T00:00:00Z");
        assertThat(summary.path("nextCursor").isNull()).isTrue();
        var total = summary.path("total");
        assertThat(total.path("events").asInt()).isEqualTo(3);
        assertThat(total.path("unpricedEvents").asInt()).isEqualTo(1);
        assertThat(total.path("errors").asInt()).isEqualTo(1);
        assertThat(total.path("inputTokens").asInt()).isEqualTo(3 + 12304 + 7 + 90 + 10);
        assertThat(total.path("cacheReadTokens").asInt()).isEqualTo(90);
        assertThat(total.path("cacheWriteTokens").asInt()).isEqualTo(12304);
        assertThat(total.path("outputTokens").asInt()).isEqualTo(550 + 5 + 6 + 1);
        assertThat(total.path("reasoningTokens").asInt()).isEqualTo(6);
        assertThat(total.path("cost").asString()).isEqualTo("0.054399000001");
        assertThat(summary.path("total").path("latencyMs").path("p50").asInt()).isBetween(980, 1020);
        assertThat(summary.path("total").path("latencyMs").path("p99").asInt()).isBetween(2940, 3060);
        assertThat(summary.path("total").path("timeToFirstTokenMs").path("p50").asInt())
                .isBetween(98, 102);

        var groups = summary.path("groups");
        assertThat(groups.size()).isEqualTo(2);
        assertThat(groups.get(0).path("key"))
                .isEqualTo(AnalysisService.json("{\"agent\":\"reviewer\",\"model\":\"claude-sonnet-4-5\"}"));
        assertThat(groups.get(0).path("cost").asString()).isEqualTo("0.054399000001");
        assertThat(groups.get(1).path("key"))
                .isEqualTo(AnalysisService.json("{\"agent\":\"writer\",\"model\":\"gpt-x\"}"));
        assertThat(groups.get(1).path("cost").isNull()).isTrue();
        assertThat(groups.get(1).path("unpricedEvents").asInt()).isEqualTo(1);
        assertThat(groups.get(1).path("latencyMs"))
                .isEqualTo(AnalysisService.json("{\"p50\":null,\"p95\":null,\"p99\":null}"));
    }

    @Test
    void anEmptyRangeHasNoCost() {
        var total = service.get(
                        AnalysisService.reader(AnalysisService.organization()), "/api/v1/usage/summary?groupBy=agent")
                .path("total");

        assertThat(total.path("events").asInt()).isZero();
        assertThat(total.path("cost").isNull()).isTrue();
    }

    @Test
    void correctionsReplaceWhatTheyCorrectInSumsListsAndSingleEvents() {
        var organization = AnalysisService.organization();
        store(
                organization,
                event("fixed").cost("1"),
                event("fixed").cost("1").revision(2, -1),
                event("fixed").cost("0.25").revision(2, 1).bucket("out_text", "9"),
                event("gone").cost("7"),
                event("gone").cost("7").revision(2, -1),
                event("plain").cost("0.5"));
        var token = AnalysisService.reader(organization);

        var total = service.get(token, "/api/v1/usage/summary?" + DAY).path("total");
        assertThat(total.path("events").asInt()).isEqualTo(2);
        assertThat(total.path("cost").asString()).isEqualTo("0.75");
        assertThat(total.path("outputTokens").asInt()).isEqualTo(10);

        assertThat(ids(service.get(token, "/api/v1/usage/events?" + DAY))).containsExactlyInAnyOrder("fixed", "plain");
        var fixed = service.get(token, "/api/v1/usage/events/fixed");
        assertThat(fixed.path("revision").asInt()).isEqualTo(2);
        assertThat(fixed.path("cost").asString()).isEqualTo("0.25");
        assertThat(service.send(token, "/api/v1/usage/events/gone").statusCode())
                .isEqualTo(404);
    }

    @Test
    void organizationsNeverMix() {
        var first = AnalysisService.organization();
        var second = AnalysisService.organization();
        store(first, event("same").cost("1"));
        store(second, event("same").cost("2"), event("same-2").cost("4"));

        assertThat(service.get(AnalysisService.reader(first), "/api/v1/usage/summary?groupBy=organization&" + DAY)
                        .path("groups")
                        .findValuesAsString("cost"))
                .containsExactly("1");
        assertThat(service.get(AnalysisService.reader(second), "/api/v1/usage/events/same")
                        .path("cost")
                        .asString())
                .isEqualTo("2");
        assertThat(service.send(AnalysisService.reader(first), "/api/v1/usage/events/same-2")
                        .statusCode())
                .isEqualTo(404);
        assertThat(service.get(
                                AnalysisService.reader(first),
                                "/api/v1/usage/summary?organization=" + second + "&" + DAY)
                        .path("total")
                        .path("events")
                        .asInt())
                .isZero();
    }

    @Test
    void grantsOnProjectsAndTeamsNarrowEveryAnswer() {
        var organization = AnalysisService.organization();
        store(
                organization,
                event("p1").project("p-1").cost("1"),
                event("t1").project("p-2").team("t-1").cost("2"),
                event("other").project("p-3").team("t-2").cost("4"),
                event("none").cost("8"));
        var token = AnalysisService.ISSUER.token(
                organization,
                claims -> claims.claim(
                        "grants", Map.of("project:p-1", List.of("usage:read"), "team:t-1", List.of("usage:read"))));

        assertThat(service.get(token, "/api/v1/usage/summary?" + DAY)
                        .path("total")
                        .path("cost")
                        .asString())
                .isEqualTo("3");
        assertThat(ids(service.get(token, "/api/v1/usage/events?" + DAY))).containsExactlyInAnyOrder("p1", "t1");
        assertThat(service.send(token, "/api/v1/usage/events/other").statusCode())
                .isEqualTo(404);
        assertThat(service.send(token, "/api/v1/usage/events/none/cost-explanation")
                        .statusCode())
                .isEqualTo(404);
        assertThat(service.get(token, "/api/v1/usage/timeseries?interval=day&" + DAY)
                        .path("points")
                        .get(0)
                        .path("groups")
                        .get(0)
                        .path("events")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void everyDimensionGroupsAndFilters() {
        var organization = AnalysisService.organization();
        store(
                organization,
                event("x")
                        .team("team-x")
                        .project("project-x")
                        .environment("environment-x")
                        .agent("agent-x")
                        .model("provider-x", "model-x")
                        .operation("operation-x")
                        .user("user-x")
                        .session("session-x")
                        .prompt("prompt-x")
                        .apiKey("apiKey-x")
                        .status("error")
                        .tags(Map.of("it's a \\ \"key\"", "tag-x\t\n'")),
                event("y").agent(null).operation(null));
        var token = AnalysisService.reader(organization);
        var tag = "tag:it's a \\ \"key\"";
        var values = Map.ofEntries(
                Map.entry("organization", organization),
                Map.entry("team", "team-x"),
                Map.entry("project", "project-x"),
                Map.entry("environment", "environment-x"),
                Map.entry("agent", "agent-x"),
                Map.entry("provider", "provider-x"),
                Map.entry("model", "model-x"),
                Map.entry("operation", "operation-x"),
                Map.entry("user", "user-x"),
                Map.entry("session", "session-x"),
                Map.entry("prompt", "prompt-x"),
                Map.entry("promptVersion", "3"),
                Map.entry("apiKey", "apiKey-x"),
                Map.entry("status", "error"),
                Map.entry(tag, "tag-x\t\n'"));
        values.forEach((name, value) -> {
            var key = AnalysisService.encode(name);
            var grouped = service.get(
                    token,
                    "/api/v1/usage/summary?groupBy=" + key + "&" + key + "=" + AnalysisService.encode(value) + "&"
                            + DAY);
            var expected = name.equals("organization") ? 2 : 1;
            assertThat(grouped.path("total").path("events").asInt()).as(name).isEqualTo(expected);
            assertThat(grouped.path("groups").get(0).path("key").path(name).asString())
                    .isEqualTo(value);
            // The same from single events: only these know sessions.
            var session = name.equals("organization") ? "" : "&session=session-x";
            var fromEvents = service.get(
                    token,
                    "/api/v1/usage/summary?groupBy=" + key + ",session&" + key + "=" + AnalysisService.encode(value)
                            + session + "&" + DAY);
            assertThat(fromEvents.path("total")).as(name).isEqualTo(grouped.path("total"));
        });
        assertThat(service.get(token, "/api/v1/usage/summary?groupBy=agent,tag:none&agent=&" + DAY)
                        .path("groups"))
                .hasSize(1)
                .first()
                .satisfies(group -> assertThat(group.path("key"))
                        .isEqualTo(AnalysisService.json("{\"agent\":null,\"tag:none\":null}")));
        assertThat(service.get(token, "/api/v1/usage/summary?agent=agent-x&agent=&" + DAY)
                        .path("total")
                        .path("events")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void pagesOverGroupsAndOverEventsOfTheSameMoment() {
        var organization = AnalysisService.organization();
        var items = new ArrayList<StoredUsage>();
        for (int i = 0; i < 25; i++) {
            items.add(event("e-%02d".formatted(i)).agent("agent-%02d".formatted(i)));
        }
        store(organization, items.toArray(StoredUsage[]::new));
        var token = AnalysisService.reader(organization);

        var seen = new ArrayList<String>();
        var cursor = "";
        do {
            var page = service.get(token, "/api/v1/usage/events?limit=10&" + DAY + cursor);
            seen.addAll(ids(page));
            cursor = page.path("nextCursor").isNull()
                    ? ""
                    : "&cursor=" + page.path("nextCursor").asString();
            if (seen.size() == 10) {
                store(organization, event("e-99"));
            }
        } while (!cursor.isEmpty());
        assertThat(seen).hasSize(25).doesNotHaveDuplicates().isSortedAccordingTo(Comparator.reverseOrder());

        var first = service.get(token, "/api/v1/usage/summary?groupBy=agent&limit=20&" + DAY);
        assertThat(first.path("groups")).hasSize(20);
        assertThat(first.path("total").path("events").asInt()).isEqualTo(26);
        var second = service.get(
                token,
                "/api/v1/usage/summary?groupBy=agent&limit=20&" + DAY + "&cursor="
                        + first.path("nextCursor").asString());
        assertThat(second.path("groups")).hasSize(6);
        assertThat(second.path("groups").get(0).path("key").path("agent").asString())
                .isEqualTo("agent-20");
        assertThat(service.send(
                                token,
                                "/api/v1/usage/summary?groupBy=model&" + DAY + "&cursor="
                                        + first.path("nextCursor").asString())
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void ordersGroupsByASumAndPagesOverTies() {
        var organization = AnalysisService.organization();
        store(
                organization,
                event("a").agent("dear").cost("5"),
                event("b").agent("busy").cost("1").bucket("in_fresh", "1"),
                event("c").agent("busy").cost("1").bucket("in_fresh", "1"),
                event("d").agent("equal-1").cost("0.5").status("error"),
                event("e").agent("equal-2").cost("0.5").bucket("out_text", "999"),
                event("f").agent("unpriced").cost(null));
        var token = AnalysisService.reader(organization);

        // From the rollups, and from single events.
        for (var filter : List.of("", "&session=")) {
            assertThat(agents(token, "cost" + filter, 2))
                    .containsExactly("dear", "busy", "equal-1", "equal-2", "unpriced");
            assertThat(agents(token, "events" + filter, 2))
                    .containsExactly("busy", "dear", "equal-1", "equal-2", "unpriced");
            assertThat(agents(token, "errors" + filter, 1))
                    .containsExactly("equal-1", "busy", "dear", "equal-2", "unpriced");
            // 1009, three of 11, and twice 2
            assertThat(agents(token, "tokens" + filter, 3))
                    .containsExactly("equal-2", "dear", "equal-1", "unpriced", "busy");
            assertThat(agents(token, "key" + filter, 2))
                    .containsExactly("busy", "dear", "equal-1", "equal-2", "unpriced");
        }
    }

    @Test
    void theRollupsAreHeldAgainstTheEvents() {
        var organization = AnalysisService.organization();
        store(
                organization,
                event("a").cost("1").latency(100L, null),
                event("a").cost("1").latency(100L, null).revision(2, -1),
                event("a").cost("2").latency(200L, null).revision(2, 1),
                event("b").at("2026-11-21T00:00:00Z").agent("writer"));
        var token = AnalysisService.ISSUER.token(organization, "usage:read", "usage:admin");

        var reconciliation = service.get(token, "/api/v1/usage/reconciliation?groupBy=agent,model&" + DAY);
        assertThat(reconciliation.path("equal").asBoolean()).isTrue();
        assertThat(reconciliation.path("events").asInt()).isEqualTo(1);
        assertThat(reconciliation.path("to").asString()).isEqualTo("2026-11-21T00:00:00Z");

        Rows.forget(service.context, "usage_summaries", organization);
        var lost = service.get(token, "/api/v1/usage/reconciliation?from=2026-11-20T13:00:00Z&to=2026-11-21T00:00:01Z");
        assertThat(lost.path("equal").asBoolean()).isFalse();
        assertThat(lost.path("events").asInt()).isEqualTo(2);
        assertThat(lost.path("differences")).hasSize(2);
        var first = lost.path("differences").get(0);
        assertThat(first.path("day").asString()).isEqualTo("2026-11-20T00:00:00Z");
        assertThat(first.path("quarters").path("cost").asString()).isEqualTo("2");
        assertThat(first.path("days").path("cost").isNull()).isTrue();
        assertThat(service.send(AnalysisService.reader(organization), "/api/v1/usage/reconciliation")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void tellsEverythingAboutOneEvent() {
        var organization = AnalysisService.organization();
        store(
                organization,
                event("one \"of\" many")
                        .bucket("seconds", "1.5")
                        .latency(0L, 5_000_000_000L)
                        .prompt("review")
                        .flags("price_fallback", "cache_ttl_assumed"));

        var found = service.get(
                AnalysisService.reader(organization),
                "/api/v1/usage/events/"
                        + AnalysisService.encode("one \"of\" many").replace("+", "%20"));

        assertThat(found.path("eventId").asString()).isEqualTo("one \"of\" many");
        assertThat(found.path("occurredAt").asString()).isEqualTo("2026-11-20T12:00:00Z");
        assertThat(found.path("receivedAt").asString()).isEqualTo("2026-11-20T12:00:01.500Z");
        assertThat(found.path("buckets"))
                .isEqualTo(AnalysisService.json("{\"in_fresh\":10,\"out_text\":1,\"seconds\":1.5}"));
        assertThat(found.path("latencyMs").asLong()).isZero();
        assertThat(found.path("prompt")).isEqualTo(AnalysisService.json("{\"name\":\"review\",\"version\":\"3\"}"));
        assertThat(found.path("flags").valueStream().map(JsonNode::asString))
                .containsExactly("cache_ttl_assumed", "price_fallback");
        assertThat(found.path("cost").asString()).isEqualTo("0.000045");
        assertThat(found.path("rawUsage"))
                .isEqualTo(AnalysisService.json("{\"input_tokens\":10,\"output_tokens\":1,\"odd\":{\"kept\":[1.50]}}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "summary?groupBy=colour | groupBy | expected one of organization",
                "summary?timezone=Mars/Olympus | timezone | IANA",
                "summary?from=2026-11-20T00:00:00Z&to=2026-11-20T00:00:00Z | from | before to",
                "summary?from=2024-11-20T00:00:00Z&to=2026-11-20T00:00:00Z | from | at most 400",
                "summary?from=yesterday | from | 2026-11-22T10:00:00Z",
                "summary?to=1970-01-01T00:00:00Z | to | from 2000",
                "summary?limit=0 | limit | 1 to 1000",
                "summary?limit=1001 | limit | 1 to 1000",
                "summary?limit=ten | limit | 1 to 1000",
                "summary?limit=1&limit=2 | limit | once",
                "summary?cursor=abc | cursor | nextCursor",
                "summary?cursor=e30 | cursor | nextCursor",
                "summary?currency=EUR | currency | USD",
                "summary?groupby=agent | groupby | groupBy",
                "summary?interval=day | interval | no such parameter",
                "summary?tag:=x | tag: | tag:<key>",
                "summary?orderBy=colour | orderBy | key, cost, events, errors, tokens",
                "events?groupBy=agent | groupBy | no such parameter",
                "timeseries?interval=fortnight | interval | 15m, hour, day, week, month",
                "timeseries?interval=15m&from=2026-01-01T00:00:00Z&to=2026-11-20T00:00:00Z | interval | at most 5000",
                "events/x?verbose=true | verbose | expected none",
            })
    void namesTheBadParameterAndWhatIsAllowed(String path, String field, String allowed) {
        var response = service.send(
                AnalysisService.reader(AnalysisService.organization()),
                "/api/v1/usage/" + path.replace("tag:=", "tag%3A="));

        assertThat(response.statusCode()).isEqualTo(400);
        var problem = AnalysisService.json(response.body());
        assertThat(problem.path("code").asString()).isEqualTo("invalid-parameter");
        assertThat(problem.path("errors").get(0).path("field").asString()).isEqualTo(field);
        assertThat(problem.path("errors").get(0).path("detail").asString()).contains(allowed);
    }

    @Test
    void needsThePermissionToRead() {
        var token = AnalysisService.ISSUER.token(AnalysisService.organization(), "usage:write");

        assertThat(service.send(token, "/api/v1/usage/summary").statusCode()).isEqualTo(403);
        assertThat(service.send("nonsense", "/api/v1/usage/events").statusCode())
                .isEqualTo(401);
    }

    private static void store(String organization, StoredUsage... events) {
        var items = new RecordedUsage[events.length];
        for (int i = 0; i < events.length; i++) {
            items[i] = events[i].organization(organization).item();
        }
        service.store(items);
    }

    private static List<String> agents(String token, String order, int limit) {
        var agents = new ArrayList<String>();
        var cursor = "";
        do {
            var page = service.get(
                    token,
                    "/api/v1/usage/summary?groupBy=agent&orderBy=" + order + "&limit=" + limit + "&" + DAY + cursor);
            page.path("groups")
                    .forEach(group -> agents.add(group.path("key").path("agent").asString()));
            assertThat(page.path("total").path("events").asInt()).isEqualTo(6);
            cursor = page.path("nextCursor").isNull()
                    ? ""
                    : "&cursor=" + page.path("nextCursor").asString();
        } while (!cursor.isEmpty());
        return agents;
    }

    private static List<String> ids(JsonNode page) {
        return page.path("items")
                .valueStream()
                .map(item -> item.path("eventId").asString())
                .toList();
    }
}
