package io.machinenativeops.tokentracking.estimate;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import io.machinenativeops.binder.redis.RedisStreamsOperations;
import io.machinenativeops.embedded.EmbeddedStores;
import io.machinenativeops.platform.testing.TestIssuer;
import io.machinenativeops.tokentracking.event.EstimateId;
import io.machinenativeops.tokentracking.event.RecordedUsage;
import io.machinenativeops.tokentracking.ingest.Reversals;
import io.machinenativeops.tokentracking.ingest.UsageIntake;
import io.machinenativeops.tokentracking.otlp.CallSources;
import io.machinenativeops.tokentracking.storage.Rows;
import io.machinenativeops.tokentracking.storage.StoredItems;
import io.machinenativeops.tokentracking.storage.StoredSpan;
import io.machinenativeops.tokentracking.storage.StoredUsage;
import io.machinenativeops.tokentracking.storage.TraceWork;
import io.machinenativeops.tokentracking.storage.UsageStore;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static io.machinenativeops.tokentracking.storage.StoredSpan.span;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Agents that tell of usage, swept by hand on the real stores; sums are worked out by hand. */
class EstimatesIT {

    private static final TestIssuer ISSUER = new TestIssuer();
    /** So long ago that a call of then which is stored now is a late one. */
    private final Instant then = Instant.now().minus(Duration.ofMinutes(5)).truncatedTo(ChronoUnit.MILLIS);

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static ConfigurableApplicationContext service;
    private static EstimateSweep sweep;

    private final String organization = UUID.randomUUID().toString();
    private final String trace = UUID.randomUUID().toString().replace("-", "");
    private final String token = ISSUER.token(organization, "usage:read", "usage:write");

    @BeforeAll
    static void start() {
        service = new SpringApplicationBuilder(Application.class)
                .run(
                        "--server.port=0",
                        "--REDIS_URL=" + EmbeddedStores.redisUrl(),
                        "--CLICKHOUSE_URL=" + EmbeddedStores.clickHouseUrl(),
                        "--CLICKHOUSE_DATABASE=" + EmbeddedStores.freshDatabase(),
                        "--spring.cloud.stream.redis-streams.binder.key-prefix=" + EmbeddedStores.freshKeyPrefix(),
                        "--MNO_JWKS=" + ISSUER.jwks(),
                        "--mno.estimate.enabled=false",
                        "--mno.estimate.grace=0s",
                        "--MNO_LOG_FORMAT=",
                        "--spring.main.banner-mode=off",
                        "--logging.level.root=warn");
        sweep = service.getBean(EstimateSweep.class);
    }

    @AfterAll
    static void stop() {
        service.close();
        CLIENT.close();
    }

    @Test
    void usageOfAnAgentAloneCountsOnceWithItsPlace() {
        store(agent(1, 0, 1000, 100).project("p-1").team("t-1").session("s-1"));

        sweepUntilEvents(1);
        sweep.sweep();
        sweep.sweep();

        var total = total();
        assertThat(total.path("events").asInt()).isEqualTo(1);
        assertThat(total.path("inputTokens").asInt()).isEqualTo(1000);
        // 1000 x 3 + 100 x 15 dollars a million.
        assertThat(total.path("cost").asString()).isEqualTo("0.0045");
        var event = get("/api/v1/usage/events/" + EstimateId.of(trace, StoredSpan.id(1)));
        assertThat(event.path("usageStatus").asString()).isEqualTo("estimated");
        assertThat(event.path("project").asString()).isEqualTo("p-1");
        assertThat(event.path("agent").asString()).isEqualTo("reviewer");
        assertThat(event.path("apiKey").asString(event.path("apiKeyId").asString()))
                .isEqualTo("key-1");
        assertThat(Instant.parse(event.path("occurredAt").asString())).isEqualTo(then);
        assertThat(event.path("flags").toString()).contains("aggregated");
        for (var tree : List.of(tree(), get("/api/v1/usage/sessions/s-1"))) {
            assertThat(tree.path("total").path("events").asInt()).isEqualTo(1);
            assertThat(tree.path("total").path("spans").asInt()).isEqualTo(1);
            assertThat(tree.path("total").path("cost").asString()).isEqualTo("0.0045");
        }
        var node = tree().path("roots").get(0);
        assertThat(tree().path("roots").size()).isEqualTo(1);
        assertThat(node.path("kind").asString()).isEqualTo("agent");
        assertThat(node.path("usageStatus").asString()).isEqualTo("estimated");
        assertThat(node.path("own").path("inputTokens").asInt()).isEqualTo(1000);
        assertThat(node.path("reported").isNull()).isTrue();
        assertThat(node.path("children").size()).isZero();
        assertThat(state().intents().keySet())
                .noneMatch(each -> each.organizationId().equals(organization));
    }

    @Test
    void anExportOfAnAgentAloneCountsAndItsServicesMetricsDoNot() {
        var export = """
                {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"desk"}}]},
                 "scopeSpans":[{"spans":[{"traceId":"%s","spanId":"00f067aa0ba902b7","name":"invoke_agent reviewer",
                 "startTimeUnixNano":"%d000000","endTimeUnixNano":"%d000000","attributes":[
                  {"key":"gen_ai.operation.name","value":{"stringValue":"invoke_agent"}},
                  {"key":"gen_ai.agent.name","value":{"stringValue":"reviewer"}},
                  {"key":"gen_ai.provider.name","value":{"stringValue":"anthropic"}},
                  {"key":"gen_ai.response.model","value":{"stringValue":"claude-sonnet-4-5"}},
                  {"key":"gen_ai.usage.input_tokens","value":{"intValue":1000}},
                  {"key":"gen_ai.usage.cache_read.input_tokens","value":{"intValue":400}},
                  {"key":"gen_ai.usage.output_tokens","value":{"intValue":100}}]}]}]}]}""".formatted(trace, then.toEpochMilli(), then.toEpochMilli() + 900);

        assertThat(send("/otlp/v1/traces", export).statusCode()).isEqualTo(200);
        sweepUntilEvents(1);

        var event = get("/api/v1/usage/events/" + EstimateId.of(trace, "00f067aa0ba902b7"));
        // 600 x 3 + 400 x 0.3 + 100 x 15 dollars a million.
        assertThat(event.path("cost").asString()).isEqualTo("0.00342");
        assertThat(event.path("latencyMs").asInt()).isEqualTo(900);
        assertThat(service.getBean(CallSources.class).isHeard(organization, "service:desk"))
                .isTrue();
    }

    @Test
    void nothingCountsBeforeTheGraceIsOver() {
        var patient = sweep(new EstimateProperties(false, Duration.ofMinutes(10), Duration.ofSeconds(1), 1));
        store(agent(1, 0, 1000, 100));

        patient.sweep();

        assertThat(state().intents().keySet())
                .noneMatch(each -> each.organizationId().equals(organization));
        sweepUntilEvents(1);
    }

    @Test
    void agentsWhoseCallsAreThereDoNotCount() {
        store(
                agent(1, 0, 1000, 100),
                span(2, 1).trace(trace).kind("tool", "search").at(then, 1000L));
        store(call("c", 3, 2));
        // A sweep that has seen this one has seen the one before.
        var other = UUID.randomUUID().toString().replace("-", "");
        store(agent(9, 0, 7, 1).trace(other));

        sweepUntilEvents(2);

        assertThat(get("/api/v1/usage/traces/" + trace)
                        .path("total")
                        .path("events")
                        .asInt())
                .isEqualTo(1);
        assertThat(tree().path("roots")
                        .get(0)
                        .path("reported")
                        .path("inputTokens")
                        .asInt())
                .isEqualTo(1000);
    }

    @Test
    void sweepersAtTheSameTimeCountOnce() throws Exception {
        for (int id = 1; id <= 20; id++) {
            store(agent(id, 0, 1000, 100).trace(traceOf(id)));
        }
        var ids = IntStream.rangeClosed(1, 20).mapToObj(this::traceOf).toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            // Two that respect the lease, and three that lost it and do not know.
            List<Callable<@Nullable Void>> all = List.of(
                    () -> run(() -> sweep.sweep()),
                    () -> run(() -> sweep(properties()).sweep()),
                    () -> run(() -> estimates().settle(organization, ids, new HashMap<>())),
                    () -> run(() -> estimates().settle(organization, ids, new HashMap<>())),
                    () -> run(() -> estimates().settle(organization, ids, new HashMap<>())));
            for (var done : threads.invokeAll(all)) {
                done.get();
            }
        }
        sweepUntilEvents(20);
        sweepUntilSettled();

        assertThat(total().path("inputTokens").asInt()).isEqualTo(20_000);
        assertThat(total().path("events").asInt()).isEqualTo(20);
    }

    @Test
    void aCallThatComesLateTakesTheEstimateBackOnce() throws Exception {
        store(agent(1, 0, 1000, 100));
        sweepUntilEvents(1);
        sweepUntilSettled();

        store(call("late", 2, 1));
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            sweep.sweep();
            return total().path("inputTokens").asInt() == 10;
        });
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<@Nullable Void>> again = List.of(
                    () -> run(() -> estimates().settle(organization, List.of(trace), new HashMap<>())),
                    () -> run(() -> estimates().settle(organization, List.of(trace), new HashMap<>())));
            for (var done : threads.invokeAll(again)) {
                done.get();
            }
        }
        sweepUntilSettled();

        assertThat(total().path("events").asInt()).isEqualTo(1);
        assertThat(total().path("inputTokens").asInt()).isEqualTo(10);
        assertThat(tree().path("total").path("events").asInt()).isEqualTo(1);
        assertThat(tree().path("roots")
                        .get(0)
                        .path("reported")
                        .path("inputTokens")
                        .asInt())
                .isEqualTo(1000);
        var id = EstimateId.of(trace, StoredSpan.id(1));
        assertThat(send("/api/v1/usage/events/" + id, null).statusCode()).isEqualTo(404);
        // What was taken back is not there to be corrected.
        assertThat(send("/api/v1/usage-events", """
                        {"events":[{"supersedes":"%s","revision":2,"occurredAt":"%s","provider":"openai","model":"gpt-5",
                        "usage":{"inputTokens":1}}]}""".formatted(id, then)).body()).contains("superseded-unknown");

        // The call itself was a mistake: what the agent says counts again.
        store(callItem("late", 2, 1).revision(2, -1).item());
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            sweep.sweep();
            return total().path("inputTokens").asInt() == 1000;
        });
        assertThat(total().path("events").asInt()).isEqualTo(1);
    }

    @Test
    void anOuterAgentThatComesLaterReplacesTheInnerOne() {
        store(agent(2, 1, 600, 60));
        sweepUntilEvents(1);
        sweepUntilSettled();

        store(agent(1, 0, 1000, 100));
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            sweep.sweep();
            return total().path("inputTokens").asInt() == 1000;
        });

        assertThat(total().path("events").asInt()).isEqualTo(1);
        var root = tree().path("roots").get(0);
        assertThat(root.path("usageStatus").asString()).isEqualTo("estimated");
        assertThat(root.path("children")
                        .get(0)
                        .path("reported")
                        .path("inputTokens")
                        .asInt())
                .isEqualTo(600);
    }

    @Test
    void aModelWithoutAPriceIsUnpricedAndAMissingOneIsUnknown() {
        store(
                agent(1, 0, 1000, 100).reported("acme", "house-model", 1000, 100),
                agent(2, 0, 500, 50).reported(null, null, 500, 50));

        sweepUntilEvents(2);

        assertThat(total().path("unpricedEvents").asInt()).isEqualTo(2);
        assertThat(total().path("cost").isNull()).isTrue();
        assertThat(total().path("inputTokens").asInt()).isEqualTo(1500);
        assertThat(get("/api/v1/usage/events/" + EstimateId.of(trace, StoredSpan.id(2)))
                        .path("model")
                        .asString())
                .isEqualTo("unknown");
    }

    @Test
    void organizationsDoNotSeeEachOther() {
        var other = UUID.randomUUID().toString();
        Rows.insert(
                service,
                StoredUsage.event("c")
                        .organization(other)
                        .in(trace, 2, 1)
                        .at(then)
                        .item());
        store(agent(1, 0, 1000, 100));

        sweepUntilEvents(1);

        assertThat(total().path("inputTokens").asInt()).isEqualTo(1000);
        assertThat(get(ISSUER.token(other, "usage:read"), summary())
                        .path("total")
                        .path("inputTokens")
                        .asInt())
                .isEqualTo(10);
    }

    @Test
    void whatACrashLeftBegunIsFinished() {
        store(agent(1, 0, 1000, 100));
        state().intend(Map.of(new Estimate(organization, trace, StoredSpan.id(1)), 1));

        sweepUntilEvents(1);
        sweepUntilSettled();

        assertThat(total().path("inputTokens").asInt()).isEqualTo(1000);
    }

    @Test
    void whatIsTooOldIsLeftAndNotTriedForEver() {
        var old = Instant.now().minus(Duration.ofDays(91)).truncatedTo(ChronoUnit.MILLIS);
        store(span(1, 0).trace(trace).at(old, 1000L).reported("anthropic", "claude-sonnet-4-5", 5, 5));
        store(agent(2, 0, 1000, 100));

        sweepUntilEvents(1);
        sweepUntilSettled();

        assertThat(total().path("inputTokens").asInt()).isEqualTo(1000);
    }

    private StoredSpan agent(int id, int parent, long input, long output) {
        return span(id, parent)
                .trace(trace)
                .at(then, 10_000L)
                .reported("anthropic", "claude-sonnet-4-5", input, output);
    }

    /** Of 10 tokens in and 1 out. */
    private RecordedUsage call(String id, int span, int parent) {
        return callItem(id, span, parent).item();
    }

    private StoredUsage callItem(String id, int span, int parent) {
        return StoredUsage.event(id)
                .organization(organization)
                .in(trace, span, parent)
                .at(then);
    }

    private String traceOf(int number) {
        return trace.substring(0, 28) + "%04x".formatted(number);
    }

    private void store(StoredSpan... spans) {
        for (var span : spans) {
            Rows.insert(service, span.organization(organization).item());
        }
    }

    private void store(RecordedUsage item) {
        Rows.insert(service, item);
    }

    private void sweepUntilEvents(int events) {
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            sweep.sweep();
            return total().path("events").asInt() == events;
        });
    }

    private void sweepUntilSettled() {
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            sweep.sweep();
            return state().intents().keySet().stream()
                    .noneMatch(each -> each.organizationId().equals(organization));
        });
    }

    private static @Nullable Void run(Runnable work) {
        work.run();
        return null;
    }

    private static EstimateProperties properties() {
        return new EstimateProperties(false, Duration.ZERO, Duration.ofSeconds(1), 3);
    }

    private static SweepState state() {
        return new SweepState(service.getBean(RedisStreamsOperations.class));
    }

    private static Estimates estimates() {
        return new Estimates(
                new ObservedTraces(service.getBean(UsageStore.class)),
                service.getBean(StoredItems.class),
                service.getBean(UsageIntake.class),
                service.getBean(Reversals.class),
                state(),
                new EstimateMeters(service.getBean(MeterRegistry.class)));
    }

    private static EstimateSweep sweep(EstimateProperties properties) {
        return new EstimateSweep(service.getBean(TraceWork.class), estimates(), state(), properties);
    }

    private JsonNode total() {
        return get(summary()).path("total");
    }

    private String summary() {
        return "/api/v1/usage/summary?from=" + then.minus(Duration.ofDays(1)) + "&to="
                + Instant.now().plus(Duration.ofDays(1));
    }

    private JsonNode tree() {
        return get("/api/v1/usage/traces/" + trace);
    }

    private JsonNode get(String path) {
        return get(token, path);
    }

    private static JsonNode get(String token, String path) {
        var reply = send(token, path, null);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(reply.body());
    }

    private HttpResponse<String> send(String path, @Nullable String body) {
        return send(token, path, body);
    }

    private static HttpResponse<String> send(String token, String path, @Nullable String body) {
        var request = HttpRequest.newBuilder(URI.create(
                        "http://127.0.0.1:" + service.getEnvironment().getProperty("local.server.port") + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json");
        if (body != null) {
            request.POST(HttpRequest.BodyPublishers.ofString(body));
        }
        try {
            return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** The service without the stand-ins that tests of other packages bring. */
    @SpringBootConfiguration
    @EnableAutoConfiguration
    @ConfigurationPropertiesScan("io.machinenativeops.tokentracking")
    @ComponentScan(
            basePackages = "io.machinenativeops.tokentracking",
            excludeFilters = @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*Application"))
    static class Application {}
}
