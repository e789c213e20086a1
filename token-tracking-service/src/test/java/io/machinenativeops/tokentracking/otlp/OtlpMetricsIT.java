package io.machinenativeops.tokentracking.otlp;

import java.math.BigDecimal;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;

import io.machinenativeops.embedded.EmbeddedStores;
import io.machinenativeops.tokentracking.event.RecordedUsage;
import io.machinenativeops.tokentracking.ingest.IngestService;
import io.machinenativeops.tokentracking.ingest.IngestService.Reply;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What an exporter of metrics meets at the port; two replicas share the Redis. */
class OtlpMetricsIT {

    private static long started;
    private static IngestService service;
    private static IngestService other;

    @BeforeAll
    static void start() {
        started = Instant.now().getEpochSecond() - 3600;
        var prefix = "--spring.cloud.stream.redis-streams.binder.key-prefix=" + EmbeddedStores.freshKeyPrefix();
        service = replica(prefix);
        other = replica(prefix);
    }

    private static IngestService replica(String prefix) {
        return IngestService.on(
                EmbeddedStores.redisUrl(), prefix, "--mno.otlp.metric-hold=1s", "--mno.otlp.release-interval=100ms");
    }

    @AfterAll
    static void stop() {
        service.close();
        other.close();
    }

    @Test
    void countsACumulativeCounterOnceHoweverOftenAndWhereverItIsSent() throws Exception {
        var name = "bookshop-" + UUID.randomUUID();
        var first = springAi(name, "1773", "39", "1812", 60);
        assertThat(send(service, first, "application/json").text()).isEqualTo("{}");
        send(service, Fixture.protobuf(ExportMetricsServiceRequest.newBuilder(), first), "application/x-protobuf");
        send(other, first, "application/json");
        var second = springAi(name, "1800", "40", "1840", 0);
        try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int at = 0; at < 8; at++) {
                var to = at % 2 == 0 ? service : other;
                senders.execute(() -> send(to, second, "application/json"));
            }
        }

        var items = await().atMost(Duration.ofSeconds(60)).until(() -> items(name), found -> found.size() == 2);
        assertThat(items).extracting(item -> item.usage().inputTokens()).containsExactlyInAnyOrder(1773L, 27L);
        assertThat(items).extracting(item -> item.usage().outputTokens()).containsExactlyInAnyOrder(39L, 1L);
        assertThat(items).allSatisfy(item -> {
            assertThat(item.flags()).contains("aggregated").doesNotContain("usage_inconsistent");
            assertThat(item.usage().status()).isEqualTo("estimated");
            assertThat(item.cost().amount()).isNotNull();
        });
        // 1773 x 0.00000125 + 39 x 0.00001 and 27 x 0.00000125 + 1 x 0.00001
        assertThat(items.stream()
                        .map(item -> item.cost().amount())
                        .reduce(BigDecimal::add)
                        .orElseThrow())
                .isEqualByComparingTo("0.00265");
    }

    @Test
    void spansOfTheSameServiceSupersedeItsMetricsWhicheverComesFirst() {
        var late = "late-" + UUID.randomUUID();
        var early = "early-" + UUID.randomUUID();
        var before = superseded();
        send(service, springAi(late, "1773", "39", "1812", 0), "application/json");
        span(other, late);
        span(service, early);
        send(other, springAi(early, "1773", "39", "1812", 0), "application/json");

        await().atMost(Duration.ofSeconds(60)).until(() -> superseded() - before >= 2);
        assertThat(items(late)).extracting(item -> item.usage().inputTokens()).containsExactly(5L);
        assertThat(items(early)).extracting(item -> item.usage().inputTokens()).containsExactly(5L);
    }

    @Test
    void aSessionOfClaudeCodeIsCountedFromItsLogsOrItsMetricsNeverBoth() {
        var both = "both-" + UUID.randomUUID();
        var only = "only-" + UUID.randomUUID();
        var request = "req_" + UUID.randomUUID();
        send(service, claude("claude-code-metrics.json", both, request), "application/json");
        send(service, claude("claude-code-metrics.json", only, request), "application/json");
        service.send(
                "/otlp/v1/logs",
                BodyPublishers.ofByteArray(claude("claude-code-logs.json", both, request)),
                IngestService.token(IngestService.ORGANIZATION),
                "Content-Type",
                "application/json");

        var item = await().atMost(Duration.ofSeconds(60))
                .until(() -> session(only), found -> found.size() == 1)
                .getFirst();
        assertThat(item.usage().inputTokens()).isEqualTo(91_660);
        assertThat(session(both))
                .filteredOn(event -> event.usage().inputTokens() > 0)
                .extracting(RecordedUsage::eventId)
                .containsExactly("anthropic:" + request);
    }

    @Test
    void tellsHowManyPointsItCouldNotTake() {
        var reply = send(
                service,
                Fixture.json("semconv-metrics.json", "gen_ai.request.model", "x", "17953428", recently()),
                "application/json");

        assertThat(reply.json().at("/partialSuccess/rejectedDataPoints").asString())
                .isEqualTo("2");
        assertThat(reply.json().at("/partialSuccess/errorMessage").asString()).contains("names no model");
    }

    private static byte[] springAi(String service, String input, String output, String total, int ago) {
        long now = Instant.now().getEpochSecond();
        return Fixture.json(
                "spring-ai-metrics.json",
                "bookshop",
                service,
                ":1773,",
                ":" + input + ",",
                ":39,",
                ":" + output + ",",
                ":1812,",
                ":" + total + ",",
                "1795342800000000000",
                started + "000000000",
                "1795342860000000000",
                (now - ago) + "000000000");
    }

    private static byte[] claude(String fixture, String session, String request) {
        return Fixture.json(fixture, "s-claude", session, "req_011", request, "17953428", recently());
    }

    private static void span(IngestService to, String name) {
        var body = """
                {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"%s"}}]},
                 "scopeSpans":[{"spans":[{"traceId":"%s","spanId":"00000000000000aa",
                 "attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},
                  {"key":"gen_ai.system","value":{"stringValue":"openai"}},
                  {"key":"gen_ai.request.model","value":{"stringValue":"gpt-5"}},
                  {"key":"gen_ai.usage.input_tokens","value":{"intValue":"5"}}]}]}]}]}
                """.formatted(name, UUID.randomUUID().toString().replace("-", ""));
        to.send(
                "/otlp/v1/traces",
                BodyPublishers.ofString(body),
                IngestService.token(IngestService.ORGANIZATION),
                "Content-Type",
                "application/json");
    }

    /** At both replicas. */
    private static double superseded() {
        return service.meter("mno.otlp.metric.events", "outcome", "superseded")
                + other.meter("mno.otlp.metric.events", "outcome", "superseded");
    }

    private static String recently() {
        return Long.toString(Instant.now().getEpochSecond() / 100 - 1);
    }

    private static List<RecordedUsage> items(String agent) {
        return service.items().stream()
                .filter(item -> agent.equals(item.origin().agent()))
                .toList();
    }

    private static List<RecordedUsage> session(String id) {
        return service.items().stream()
                .filter(item -> id.equals(item.trace().sessionId()))
                .toList();
    }

    private static Reply send(IngestService to, byte[] body, String contentType) {
        var reply = to.send(
                "/otlp/v1/metrics",
                BodyPublishers.ofByteArray(body),
                IngestService.token(IngestService.ORGANIZATION),
                "Content-Type",
                contentType);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply;
    }
}
