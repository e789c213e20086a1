package io.machinenativeops.e2e;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The stock OpenTelemetry SDK for JavaScript, configured by nothing but its own environment variables. */
@ExtendWith(RunningStack.class)
class OpenTelemetryIT {

    @ParameterizedTest
    @ValueSource(strings = {"http/protobuf", "http/json"})
    void spansOfModelCallsBecomeUsageAndAgentSpansDoNot(String protocol, Stack stack, Api api) {
        var run = "otel-" + protocol.replace('/', '-');
        var environment = environment(stack, protocol, "OTEL_TRACES_EXPORTER");
        var command = List.of("node", "deploy/e2e/otel-js/journey.js", run);

        var sent = stack.run(command, environment, stack.root());
        assertThat(sent.exitCode()).as(sent.output()).isZero();
        // The same spans once more, as an exporter does whose reply was lost: ids of spans differ, response ids do not.
        stack.run(command, environment, stack.root());

        var events = await().atMost(Duration.ofSeconds(60))
                .until(() -> events(api, "session-" + run), found -> found.size() == 3);

        assertThat(events.keySet()).containsExactlyInAnyOrder("chatcmpl-" + run, "msg_" + run, "chatcmpl-tool-" + run);
        var openai = requireNonNull(events.get("chatcmpl-" + run));
        // 600 x 2.50 + 2000 x 1.25 + 400 x 10 a million
        assertThat(new BigDecimal(openai.get("cost").asString())).isEqualByComparingTo("0.008");
        assertThat(openai.get("agent").asString()).isEqualTo("otel-reviewer");
        assertThat(openai.get("traceId").asString()).hasSize(32);
        var anthropic = requireNonNull(events.get("msg_" + run));
        // 1000 x 3 + 300 x 15 a million
        assertThat(new BigDecimal(anthropic.get("cost").asString())).isEqualByComparingTo("0.0075");
        assertThat(anthropic.get("provider").asString()).isEqualTo("anthropic");

        assertTree(api, openai.get("traceId").asString());
    }

    /** The agent with its tool; the HTTP span between the tool and its call is nowhere. */
    private static void assertTree(Api api, String traceId) {
        var tree = await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> api.get("/api/v1/usage/traces/" + traceId).json(),
                        found -> found.path("total").path("spans").asInt() == 2
                                && found.path("total").path("events").asInt() == 3);
        // 0.008 + 0.0075 + (1000 x 2.50 + 100 x 10 a million = 0.0035)
        assertThat(new BigDecimal(tree.path("total").path("cost").asString())).isEqualByComparingTo("0.019");
        var agent = tree.path("roots").get(0);
        assertThat(tree.path("roots").size()).isEqualTo(1);
        assertThat(agent.path("kind").asString()).isEqualTo("agent");
        assertThat(agent.path("own").path("cost").isNull()).isTrue();
        assertThat(new BigDecimal(agent.path("subtree").path("cost").asString()))
                .isEqualByComparingTo("0.019");
        assertThat(agent.path("reported").path("inputTokens").asInt()).isEqualTo(3600);
        assertThat(agent.path("children").size()).isEqualTo(3);
        // Which of them comes first is left open: they start in the same millisecond.
        var tool = agent.path("children")
                .valueStream()
                .filter(child -> child.path("tool").asString("").equals("search"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(agent));
        assertThat(new BigDecimal(tool.path("subtree").path("cost").asString())).isEqualByComparingTo("0.0035");
        assertThat(tool.path("children").get(0).path("orphan").asBoolean()).isFalse();
    }

    /** The service that tells of its calls is the first, so that its metrics are dealt with when the other's are counted. */
    @Test
    void metricsCountOnlyWhereNothingTellsOfTheCalls(Stack stack, Api api) {
        var run = "signals-" + System.nanoTime();
        var command = List.of("node", "deploy/e2e/otel-js/signals.js", run);
        for (var withLogs : List.of("yes", "")) {
            var environment = environment(stack, "http/protobuf", "OTEL_METRICS_EXPORTER", "OTEL_LOGS_EXPORTER");
            environment.put("WITH_LOGS", withLogs);
            var sent = stack.run(command, environment, stack.root());
            assertThat(sent.exitCode()).as(sent.output()).isZero();
        }

        var counted = await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> total(api, run + "-metrics"),
                        total -> total.get("events").asInt() > 0);
        assertThat(counted.get("events").asInt()).isOne();
        // 1000 + 500 and 10 + 20; 1500 x 2.50 + 30 x 10 a million
        assertThat(counted.get("inputTokens").asLong()).isEqualTo(1500);
        assertThat(counted.get("outputTokens").asLong()).isEqualTo(30);
        assertThat(new BigDecimal(counted.get("cost").asString())).isEqualByComparingTo("0.00405");
        var told = total(api, run + "-both");
        assertThat(told.get("events").asInt()).isEqualTo(2);
        assertThat(told.get("inputTokens").asLong()).isEqualTo(1500);
    }

    private static Map<String, String> environment(Stack stack, String protocol, String... exporters) {
        var environment = new HashMap<>(Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                stack.gatewayUrl() + "/otlp",
                "OTEL_EXPORTER_OTLP_PROTOCOL",
                protocol,
                "OTEL_EXPORTER_OTLP_HEADERS",
                "Authorization=Bearer " + stack.apiKey(),
                "OTEL_TRACES_EXPORTER",
                "none",
                "OTEL_METRICS_EXPORTER",
                "none",
                "OTEL_LOGS_EXPORTER",
                "none"));
        for (var exporter : exporters) {
            environment.put(exporter, "otlp");
        }
        return environment;
    }

    private static JsonNode total(Api api, String agent) {
        return api.get("/api/v1/usage/summary?agent=" + agent).json().get("total");
    }

    private static Map<String, JsonNode> events(Api api, String session) {
        var byResponse = new HashMap<String, JsonNode>();
        for (var event : api.get("/api/v1/usage/events?session=" + session)
                .json()
                .get("items")
                .values()) {
            assertThat(byResponse.put(event.get("responseId").asString(), event))
                    .isNull();
        }
        return byResponse;
    }
}
