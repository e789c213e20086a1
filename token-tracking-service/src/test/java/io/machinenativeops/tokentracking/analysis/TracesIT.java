package io.machinenativeops.tokentracking.analysis;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.machinenativeops.tokentracking.storage.Rows;
import io.machinenativeops.tokentracking.storage.StoredSpan;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static io.machinenativeops.tokentracking.storage.StoredSpan.span;
import static io.machinenativeops.tokentracking.storage.StoredUsage.NOON;
import static io.machinenativeops.tokentracking.storage.StoredUsage.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Trees of traces and sessions, asked of a running service; every expected number is worked out by hand. */
class TracesIT {

    private static final String TRACE = StoredSpan.TRACE;
    private static final String OTHER = "0af7651916cd43dd8448eb211c80319c";
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
    void aTraceIsATreeWithSumsAtEachNode() {
        var organization = AnalysisService.organization();
        spans(
                organization,
                span(1, 0).reported("openai", "gpt-5", 40, 4).at(NOON, 5000L),
                span(2, 1)
                        .kind("tool", "execute_tool search")
                        .at(NOON.plusSeconds(2), 1000L)
                        .status("error"),
                // What a very late export stored once more.
                span(1, 0).reported("openai", "gpt-5", 40, 4).at(NOON, 5000L));
        service.store(
                event("a")
                        .organization(organization)
                        .in(TRACE, 3, 1)
                        .at(NOON.plusSeconds(1))
                        .cost("0.5")
                        .item(),
                event("b")
                        .organization(organization)
                        .in(TRACE, 4, 2)
                        .at(NOON.plusSeconds(3))
                        .cost("1")
                        .item(),
                event("b")
                        .organization(organization)
                        .in(TRACE, 4, 2)
                        .at(NOON.plusSeconds(3))
                        .cost("1")
                        .revision(2, -1)
                        .item(),
                event("b")
                        .organization(organization)
                        .in(TRACE, 4, 2)
                        .at(NOON.plusSeconds(3))
                        .cost("0.25")
                        .revision(2, 1)
                        .item(),
                event("c")
                        .organization(organization)
                        .in(TRACE, 5, 99)
                        .at(NOON.plusSeconds(4))
                        .cost(null)
                        .latency(3000L, null)
                        .item());

        var tree = service.get(AnalysisService.reader(organization), "/api/v1/usage/traces/" + TRACE);

        // From noon to the end of c, which began after four seconds and took three.
        assertThat(tree.path("durationMs").asLong()).isEqualTo(7000);
        assertThat(tree.path("status").asString()).isEqualTo("ok");
        assertThat(tree.path("truncated").asBoolean()).isFalse();
        assertThat(tree.path("total").path("events").asInt()).isEqualTo(3);
        assertThat(tree.path("total").path("spans").asInt()).isEqualTo(2);
        assertThat(tree.path("total").path("unpricedEvents").asInt()).isEqualTo(1);
        // Three calls of 10 in and 1 out.
        assertThat(tree.path("total").path("inputTokens").asInt()).isEqualTo(30);
        assertThat(tree.path("total").path("outputTokens").asInt()).isEqualTo(3);
        assertThat(tree.path("total").path("cost").asString()).isEqualTo("0.75");
        assertThat(tree.path("roots").size()).isEqualTo(1);
        var root = tree.path("roots").get(0);
        assertThat(root.path("kind").asString()).isEqualTo("agent");
        assertThat(root.path("own").path("cost").isNull()).isTrue();
        assertThat(root.path("subtree").path("cost").asString()).isEqualTo("0.75");
        // The agent's own report stands beside, in no sum.
        assertThat(root.path("reported").path("inputTokens").asInt()).isEqualTo(40);
        assertThat(root.path("children").findValuesAsString("id"))
                .containsExactly(StoredSpan.id(3), StoredSpan.id(2), StoredSpan.id(4), StoredSpan.id(5));
        var tool = root.path("children").get(1);
        assertThat(tool.path("kind").asString()).isEqualTo("tool");
        assertThat(tool.path("subtree").path("cost").asString()).isEqualTo("0.25");
        var orphan = root.path("children").get(2);
        assertThat(orphan.path("orphan").asBoolean()).isTrue();
        assertThat(orphan.path("own").path("cost").isNull()).isTrue();
        assertThat(orphan.path("model").asString()).isEqualTo("claude-sonnet-4-5");
    }

    @Test
    void fewerNodesLeaveTheSumsAsTheyAre() {
        var organization = AnalysisService.organization();
        spans(organization, span(1, 0));
        service.store(
                event("a")
                        .organization(organization)
                        .in(TRACE, 3, 1)
                        .cost("0.5")
                        .item(),
                event("b")
                        .organization(organization)
                        .in(TRACE, 4, 1)
                        .cost("0.25")
                        .item());
        var token = AnalysisService.reader(organization);

        var tree = service.get(token, "/api/v1/usage/traces/" + TRACE + "?maxNodes=2");

        assertThat(tree.path("truncated").asBoolean()).isTrue();
        assertThat(tree.path("total").path("cost").asString()).isEqualTo("0.75");
        assertThat(tree.path("roots").get(0).path("children").size()).isEqualTo(1);
        assertThat(tree.path("roots").get(0).path("omitted").asInt()).isEqualTo(1);
        assertThat(service.send(token, "/api/v1/usage/traces/" + TRACE + "?maxNodes=0")
                        .statusCode())
                .isEqualTo(400);
        assertThat(service.send(token, "/api/v1/usage/traces/unknown").statusCode())
                .isEqualTo(404);
        assertThat(service.send(AnalysisService.reader(AnalysisService.organization()), "/api/v1/usage/traces/" + TRACE)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void aSessionHoldsItsTracesInOrderAndCallsWithoutATrace() {
        var organization = AnalysisService.organization();
        spans(
                organization,
                span(1, 0).session("s-1").at(NOON.plusSeconds(60), 1000L),
                span(7, 0).trace(OTHER).at(NOON, 1000L));
        service.store(
                // The session stands on the agent's span alone: the calls of its trace are its calls.
                event("a")
                        .organization(organization)
                        .in(TRACE, 2, 1)
                        .at(NOON.plusSeconds(61))
                        .cost("0.5")
                        .item(),
                event("b")
                        .organization(organization)
                        .session("s-1")
                        .in(OTHER, 8, 7)
                        .at(NOON)
                        .cost("0.125")
                        .item(),
                event("c")
                        .organization(organization)
                        .session("s-1")
                        .at(NOON.plusSeconds(5))
                        .cost("4")
                        .item(),
                // Of another session.
                event("d")
                        .organization(organization)
                        .session("s-2")
                        .in(TRACE, 9, 1)
                        .cost("16")
                        .item());

        var session = service.get(AnalysisService.reader(organization), "/api/v1/usage/sessions/s-1");

        assertThat(session.path("traces").findValuesAsString("traceId")).containsExactly(OTHER, TRACE);
        // 0.5 + 0.125 + 4
        assertThat(session.path("total").path("cost").asString()).isEqualTo("4.625");
        assertThat(session.path("total").path("spans").asInt()).isEqualTo(2);
        assertThat(session.path("calls").findValuesAsString("eventId")).containsExactly("c");
        assertThat(session.path("traces").get(1).path("total").path("cost").asString())
                .isEqualTo("0.5");
        assertThat(service.send(AnalysisService.reader(organization), "/api/v1/usage/sessions/none")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void grantsOnProjectsNarrowATree() {
        var organization = AnalysisService.organization();
        spans(organization, span(1, 0).project("p-1"), span(2, 1).project("p-2"));
        service.store(
                event("a")
                        .organization(organization)
                        .project("p-1")
                        .in(TRACE, 3, 2)
                        .cost("0.5")
                        .item(),
                event("b")
                        .organization(organization)
                        .project("p-2")
                        .in(TRACE, 4, 2)
                        .cost("1")
                        .item());
        var token = AnalysisService.ISSUER.token(
                organization, claims -> claims.claim("grants", Map.of("project:p-1", List.of("usage:read"))));

        var tree = service.get(token, "/api/v1/usage/traces/" + TRACE);

        assertThat(tree.path("total").path("cost").asString()).isEqualTo("0.5");
        assertThat(tree.path("total").path("spans").asInt()).isEqualTo(1);
    }

    @Test
    void anExportOfAnAgentItsToolAndTheirCallsIsATree() {
        var organization = AnalysisService.organization();
        var token = AnalysisService.ISSUER.token(organization, "usage:read", "usage:write");
        var trace = UUID.randomUUID().toString().replace("-", "");
        var export = """
                {"resourceSpans":[{"scopeSpans":[{"scope":{"name":"journey","version":"1.0"},"spans":[
                 %s,%s,%s,%s,%s]}]}]}""".formatted(
                        otlp(
                                trace,
                                1,
                                0,
                                "invoke_agent reviewer",
                                "\"gen_ai.operation.name\":\"invoke_agent\",\"gen_ai.agent.name\":\"reviewer\",\"gen_ai.conversation.id\":\"s-9\""),
                        otlp(trace, 2, 1, "POST /tools", "\"http.request.method\":\"POST\""),
                        otlp(
                                trace,
                                3,
                                2,
                                "execute_tool search",
                                "\"gen_ai.operation.name\":\"execute_tool\",\"gen_ai.tool.name\":\"search\""),
                        otlp(trace, 4, 3, "chat", CALL),
                        otlp(trace, 5, 1, "chat", CALL));
        // Until the store answers it can't be told whether anything is new: 503.
        await().atMost(Duration.ofSeconds(60))
                .until(() -> service.post("/otlp/v1/traces", token, export).statusCode() == 200);
        assertThat(service.post("/otlp/v1/traces", token, export).statusCode()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            var found = service.send(token, "/api/v1/usage/traces/" + trace);
            return found.statusCode() == 200
                    && AnalysisService.json(found.body())
                                    .path("total")
                                    .path("events")
                                    .asInt()
                            == 2
                    && AnalysisService.json(found.body())
                                    .path("total")
                                    .path("spans")
                                    .asInt()
                            == 2;
        });

        var root = service.get(token, "/api/v1/usage/traces/" + trace)
                .path("roots")
                .get(0);
        assertThat(root.path("name").asString()).isEqualTo("invoke_agent reviewer");
        // Two calls of 1000 x 3 + 100 x 15 a million.
        assertThat(root.path("subtree").path("cost").asString()).isEqualTo("0.009");
        var tool = child(root, "tool");
        // The HTTP span between agent and tool is left out, the tool keeps its place.
        assertThat(tool.path("orphan").asBoolean()).isFalse();
        assertThat(tool.path("tool").asString()).isEqualTo("search");
        assertThat(tool.path("subtree").path("cost").asString()).isEqualTo("0.0045");
        assertThat(tool.path("agent").asString()).isEqualTo("reviewer");
        assertThat(service.get(token, "/api/v1/usage/sessions/s-9")
                        .path("total")
                        .path("cost")
                        .asString())
                .isEqualTo("0.009");
    }

    private static final String CALL =
            "\"gen_ai.operation.name\":\"chat\",\"gen_ai.provider.name\":\"anthropic\",\"gen_ai.request.model\":\"claude-sonnet-4-5\",\"gen_ai.usage.input_tokens\":1000,\"gen_ai.usage.output_tokens\":100";

    private static JsonNode child(JsonNode parent, String kind) {
        return parent.path("children")
                .valueStream()
                .filter(node -> node.path("kind").asString().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    /** A span that began just now, with attributes given as members of an object. */
    private static String otlp(String trace, int id, int parent, String name, String attributes) {
        var list = new StringBuilder();
        AnalysisService.json("{" + attributes + "}")
                .properties()
                .forEach(pair -> list.append(list.isEmpty() ? "" : ",")
                        .append("{\"key\":\"")
                        .append(pair.getKey())
                        .append("\",\"value\":{")
                        .append(pair.getValue().isNumber() ? "\"intValue\":" : "\"stringValue\":")
                        .append(pair.getValue())
                        .append("}}"));
        long now = System.currentTimeMillis();
        return "{\"traceId\":\"" + trace + "\",\"spanId\":\"" + StoredSpan.id(id) + "\",\"parentSpanId\":\""
                + (parent == 0 ? "" : StoredSpan.id(parent)) + "\",\"name\":\"" + name + "\",\"startTimeUnixNano\":\""
                + now + "000000\",\"endTimeUnixNano\":\"" + (now + 10) + "000000\",\"attributes\":[" + list + "]}";
    }

    private static void spans(String organization, StoredSpan... spans) {
        for (var span : spans) {
            Rows.insert(service.context, span.organization(organization).item());
        }
    }
}
