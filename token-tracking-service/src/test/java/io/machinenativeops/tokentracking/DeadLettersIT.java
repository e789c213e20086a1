package io.machinenativeops.tokentracking;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.machinenativeops.embedded.EmbeddedStores;
import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.platform.security.Grants;
import io.machinenativeops.tokentracking.event.RecordedUsage;
import io.machinenativeops.tokentracking.event.SpanRecordedJson;
import io.machinenativeops.tokentracking.event.UsageRecordedJson;
import io.machinenativeops.tokentracking.ingest.IngestService;
import io.machinenativeops.tokentracking.storage.StoredSpan;
import io.machinenativeops.tokentracking.storage.StoredUsage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The whole service, with a table that refuses events before 2000 until the test lets it take them. */
class DeadLettersIT {

    private static final String PATH = "/api/v1/usage/dead-letters";
    private static final String LONG_AGO = "1999-12-31T23:00:00Z";
    private static final String PREFIX = EmbeddedStores.freshKeyPrefix();
    private static final String DATABASE = EmbeddedStores.freshDatabase();
    private static final String STREAM = PREFIX + "{usage.recorded}";
    private static final String SPANS = PREFIX + "{span.recorded}";

    private static final HttpClient http = HttpClient.newHttpClient();
    private static RedisClient client;
    private static StatefulRedisConnection<String, String> redis;
    private static IngestService service;

    private final String mine = UUID.randomUUID().toString();
    private final String theirs = UUID.randomUUID().toString();

    @BeforeAll
    static void start() {
        client = RedisClient.create(EmbeddedStores.redisUrl());
        redis = client.connect();
        service = IngestService.of(
                TokenTrackingApplication.class,
                EmbeddedStores.redisUrl(),
                "--CLICKHOUSE_URL=" + EmbeddedStores.clickHouseUrl(),
                "--CLICKHOUSE_DATABASE=" + DATABASE,
                "--mno.otlp.release-interval=100ms",
                "--spring.cloud.stream.redis-streams.binder.key-prefix=" + PREFIX);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> sql("EXISTS TABLE " + DATABASE + ".usage_events"), "1"::equals);
    }

    @AfterAll
    static void stop() {
        service.close();
        redis.close();
        client.shutdown();
    }

    @BeforeEach
    void refuse() {
        redis.sync()
                .del(
                        STREAM + ":dlq:token-tracking-writer",
                        SPANS + ":dlq:token-tracking-writer",
                        STREAM + ":dlq:otlp-held");
        sql("ALTER TABLE " + DATABASE + ".usage_events ADD CONSTRAINT IF NOT EXISTS occurred_in_living_memory "
                + "CHECK occurred_at >= '2000-01-01 00:00:00'");
    }

    @Test
    void listsWhatTheStoreRefusedWithItsCauseToItsOwnOrganisation() {
        var entry = record(mine, "bad-1", "good-1", "bad-2");
        record(theirs, "bad-3");
        awaitParked(3);

        var page = get(admin(mine), PATH).body();

        assertThat(ids(page)).containsExactly("bad-1", "bad-2");
        assertThat(page.get("nextCursor").isNull()).isTrue();
        var first = page.get("items").get(0);
        assertThat(first.get("organizationId").asString()).isEqualTo(mine);
        assertThat(first.get("originEntry").asString()).isEqualTo(entry);
        assertThat(first.get("cause").asString()).contains("occurred_in_living_memory");
        assertThat(first.get("at").asString()).endsWith("Z");
        awaitStored(mine, "good-1");
    }

    @Test
    void pagesByCursor() {
        record(mine, "bad-1", "bad-2", "bad-3");
        awaitParked(3);

        var first = get(admin(mine), PATH + "?limit=2").body();
        var second = get(
                        admin(mine),
                        PATH + "?limit=2&cursor=" + first.get("nextCursor").asString())
                .body();

        assertThat(ids(first)).containsExactly("bad-1", "bad-2");
        assertThat(ids(second)).containsExactly("bad-3");
        assertThat(get(admin(mine), PATH + "?cursor=x").status()).isEqualTo(400);
        assertThat(get(admin(mine), PATH + "?limit=0").status()).isEqualTo(400);
    }

    @Test
    void replaysAnEventUnderItsOwnIdOnce() {
        record(mine, "bad-1", "bad-2");
        awaitParked(2);
        var id = get(admin(mine), PATH).body().get("items").get(0).get("id").asString();
        accept();

        var reply = send("POST", admin(mine), PATH + "/" + id + "/replay");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body().get("outcome").asString()).isEqualTo("replayed");
        awaitStored(mine, "bad-1");
        assertThat(ids(get(admin(mine), PATH).body())).containsExactly("bad-2");
        assertThat(send("POST", admin(mine), PATH + "/" + id + "/replay").status())
                .isEqualTo(404);
        assertThat(stored(mine, "bad-1")).isEqualTo("1");
    }

    @Test
    void aReplayThatIsRefusedAgainIsListedAgain() {
        record(mine, "bad-1");
        awaitParked(1);
        var item = get(admin(mine), PATH).body().get("items").get(0);

        send("POST", admin(mine), PATH + "/" + item.get("id").asString() + "/replay");

        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            var page = get(admin(mine), PATH).body();
            assertThat(ids(page)).containsExactly("bad-1");
            assertThat(page.get("items").get(0).get("id")).isNotEqualTo(item.get("id"));
        });
    }

    @Test
    void doublesNothingThatCameInAgainMeanwhile() {
        record(mine, "bad-1");
        record(mine, "bad-1");
        record(theirs, "bad-1");
        awaitParked(3);
        accept();
        var id = get(admin(mine), PATH).body().get("items").get(0).get("id").asString();
        send("POST", admin(mine), PATH + "/" + id + "/replay");
        awaitStored(mine, "bad-1");

        // The copy went with it; the other organisation's event of the same id is another event.
        assertThat(ids(get(admin(mine), PATH).body())).isEmpty();
        assertThat(ids(get(admin(theirs), PATH).body())).containsExactly("bad-1");

        refuse();
        record(mine, "bad-1");
        awaitParked(1);
        var again = get(admin(mine), PATH).body().get("items").get(0).get("id").asString();
        var reply = send("POST", admin(mine), PATH + "/" + again + "/replay");
        assertThat(reply.body().get("outcome").asString()).isEqualTo("already-stored");
        assertThat(ids(get(admin(mine), PATH).body())).isEmpty();
        assertThat(stored(mine, "bad-1")).isEqualTo("1");
    }

    @Test
    void listsAndReplaysSpansAfterEvents() {
        var early = StoredSpan.span(1, 0).organization(mine).at(Instant.parse(LONG_AGO), 5L);
        var entry = redis.sync()
                .xadd(
                        SPANS,
                        "p",
                        new String(SpanRecordedJson.write(StoredSpan.batch(early.item())), StandardCharsets.UTF_8),
                        "h",
                        "{}");
        record(mine, "bad-1");
        awaitParked(2);
        sql("ALTER TABLE " + DATABASE + ".spans DROP CONSTRAINT IF EXISTS started_in_living_memory");

        var first = get(admin(mine), PATH + "?limit=1").body();
        var second = get(
                        admin(mine),
                        PATH + "?limit=1&cursor=" + first.get("nextCursor").asString())
                .body();

        assertThat(ids(first)).containsExactly("bad-1");
        var span = second.get("items").get(0);
        assertThat(span.get("stream").asString()).isEqualTo("span.recorded");
        assertThat(span.get("originEntry").asString()).isEqualTo(entry);
        assertThat(span.get("organizationId").asString()).isEqualTo(mine);
        assertThat(ids(second)).containsExactly(StoredSpan.TRACE + "-" + StoredSpan.id(1));
        assertThat(span.get("cause").asString()).contains("started_in_living_memory");
        var id = span.get("id").asString();
        assertThat(send("POST", admin(theirs), PATH + "/" + id + "/replay").status())
                .isEqualTo(404);
        assertThat(send("POST", admin(mine), PATH + "/" + id + "/replay")
                        .body()
                        .get("outcome")
                        .asString())
                .isEqualTo("replayed");
        await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> sql("SELECT count() FROM " + DATABASE + ".spans WHERE org_id = '" + mine + "'"),
                        "1"::equals);
        assertThat(ids(get(admin(mine), PATH).body())).containsExactly("bad-1");
    }

    @Test
    void setsUsageFromMetricsAsideThatIsRefusedWhenItIsDue() {
        var caller = new Caller(
                mine, "agent", "key", null, null, 1, new Grants(Map.of("organization:" + mine, Set.of("usage:write"))));
        var event = Map.of(
                "eventId", "series-1:1",
                "occurredAt", LONG_AGO,
                "provider", "openai",
                "model", "gpt-4o",
                "usage", Map.of("inputTokens", 5));
        var held =
                JsonMapper.shared().writeValueAsString(Map.of("caller", caller, "source", "service", "event", event));
        redis.sync().hset(STREAM + ":otlp:held", mine + " series-1:1", held);
        redis.sync().zadd(STREAM + ":otlp:due", 0, mine + " series-1:1");
        awaitParked(1);

        var item = get(admin(mine), PATH).body().get("items").get(0);
        assertThat(item.get("stream").asString()).isEqualTo("metrics");
        assertThat(item.get("eventIds").get(0).asString()).isEqualTo("series-1:1");
        assertThat(item.get("cause").asString()).contains("1999-12-31");
        assertThat(redis.sync().hlen(STREAM + ":otlp:held")).isZero();
        assertThat(get(admin(theirs), PATH).body().get("items").size()).isZero();

        var id = item.get("id").asString();
        assertThat(send("POST", admin(mine), PATH + "/" + id + "/replay").status())
                .isEqualTo(200);
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            var again = get(admin(mine), PATH).body().get("items");
            assertThat(again.size()).isEqualTo(1);
            assertThat(again.get(0).get("id").asString()).startsWith("held-").isNotEqualTo(id);
        });
    }

    @Test
    void keepsOrganisationsApart() {
        record(theirs, "bad-1");
        awaitParked(1);
        var id = get(admin(theirs), PATH).body().get("items").get(0).get("id").asString();

        assertThat(ids(get(admin(mine), PATH).body())).isEmpty();
        assertThat(send("POST", admin(mine), PATH + "/" + id + "/replay").status())
                .isEqualTo(404);
        assertThat(send("DELETE", admin(mine), PATH + "/" + id).status()).isEqualTo(404);
        assertThat(ids(get(admin(theirs), PATH).body())).containsExactly("bad-1");
        assertThat(send("DELETE", admin(theirs), PATH + "/" + id).status()).isEqualTo(204);
        assertThat(ids(get(admin(theirs), PATH).body())).isEmpty();
    }

    @Test
    void asksForThePermissionAtTheWholeOrganisation() {
        var reader = IngestService.issuer().token(mine, "usage:read", "usage:write");
        var ofProject = IngestService.issuer()
                .token(mine, claims -> claims.claim("grants", Map.of("project:p", List.of("usage:admin"))));

        for (var token : List.of(reader, ofProject)) {
            assertThat(get(token, PATH).status()).isEqualTo(403);
            assertThat(send("POST", token, PATH + "/1-1/replay").status()).isEqualTo(403);
            assertThat(send("DELETE", token, PATH + "/1-1").status()).isEqualTo(403);
        }
        assertThat(get("none", PATH).status()).isEqualTo(401);
        assertThat(send("DELETE", admin(mine), PATH + "/nonsense").status()).isEqualTo(404);
    }

    @Test
    void showsAnOperatorWhatIsNobodys() {
        redis.sync().xadd(STREAM, "p", "no event", "h", "{}");
        record(theirs, "bad-1");
        awaitParked(2);

        assertThat(get(operator(), PATH).body().get("items").values())
                .extracting(item -> item.get("organizationId").asString(""))
                .containsExactly("", theirs);
        assertThat(ids(get(admin(mine), PATH).body())).isEmpty();
    }

    /** Puts a batch on the stream as ingest does, but with events that ingest would not have taken. */
    private static String record(String organization, String... ids) {
        var items = new ArrayList<RecordedUsage>();
        for (var id : ids) {
            var event = StoredUsage.event(id).organization(organization);
            items.add((id.startsWith("bad") ? event.at(LONG_AGO) : event).item());
        }
        var payload = UsageRecordedJson.write(StoredUsage.batch(items));
        return redis.sync().xadd(STREAM, "p", new String(payload, StandardCharsets.UTF_8), "h", "{}");
    }

    private static void accept() {
        sql("ALTER TABLE " + DATABASE + ".usage_events DROP CONSTRAINT IF EXISTS occurred_in_living_memory");
    }

    private static void awaitParked(int count) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(
                                get(operator(), PATH).body().get("items").values())
                        .hasSize(count));
    }

    private static void awaitStored(String organization, String id) {
        await().atMost(Duration.ofSeconds(30)).until(() -> stored(organization, id), "1"::equals);
    }

    private static String stored(String organization, String id) {
        return sql("SELECT count() FROM " + DATABASE + ".usage_events WHERE org_id = '" + organization
                + "' AND event_id = '" + id + "'");
    }

    private static String admin(String organization) {
        return IngestService.issuer().token(organization, "usage:admin");
    }

    private static String operator() {
        return IngestService.issuer()
                .token("operator", claims -> claims.claim("grants", Map.of("platform", List.of("platform:operate"))));
    }

    private static List<String> ids(JsonNode page) {
        return page.get("items").values().stream()
                .map(item -> item.get("eventIds").get(0).asString())
                .toList();
    }

    private record Reply(int status, JsonNode body) {}

    private static Reply get(String token, String path) {
        return send("GET", token, path);
    }

    private static Reply send(String method, String token, String path) {
        var reply = exchange(HttpRequest.newBuilder(URI.create(service.url() + path))
                .header("Authorization", "Bearer " + token)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build());
        return new Reply(
                reply.statusCode(), JsonMapper.shared().readTree(reply.body().isEmpty() ? "{}" : reply.body()));
    }

    private static String sql(String statement) {
        var reply = exchange(HttpRequest.newBuilder(URI.create(EmbeddedStores.clickHouseUrl()))
                .POST(HttpRequest.BodyPublishers.ofString(statement))
                .build());
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return reply.body().trim();
    }

    private static HttpResponse<String> exchange(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
