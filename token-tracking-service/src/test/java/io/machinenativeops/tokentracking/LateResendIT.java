package io.machinenativeops.tokentracking;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.machinenativeops.embedded.EmbeddedStores;
import io.machinenativeops.tokentracking.ingest.IngestService;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The whole service, whose Redis remembers eight ids: an event that was stored is known although its claim is gone. */
class LateResendIT {

    private static final String ALL_KNOWN = "{\"accepted\":0,\"duplicates\":%d,\"rejected\":[]}";
    private static final String CLAIMS = "{usage.recorded}:claims";
    private static final String PREFIX = EmbeddedStores.freshKeyPrefix();

    private static RedisClient client;
    private static StatefulRedisConnection<String, String> redis;
    private static IngestService service;
    private static @Nullable String begun;

    @BeforeAll
    static void start() throws IOException {
        client = RedisClient.create(EmbeddedStores.redisUrl());
        redis = client.connect();
        service = IngestService.of(
                TokenTrackingApplication.class,
                EmbeddedStores.redisUrl(),
                "--CLICKHOUSE_URL=" + EmbeddedStores.clickHouseUrl(),
                "--CLICKHOUSE_DATABASE=" + EmbeddedStores.freshDatabase(),
                "--spring.cloud.stream.redis-streams.binder.key-prefix=" + PREFIX,
                "--spring.cloud.stream.redis-streams.binder.append-once.max-ids=8");
        begun = redis.sync().hget(PREFIX + CLAIMS, "since");
    }

    @AfterAll
    static void stop() {
        service.close();
        redis.close();
        client.shutdown();
    }

    /** Else its first event is older than what the claims remember, and every event of the next minutes is looked up. */
    @Test
    void theServiceBeginsToRememberBeforeItReceives() {
        assertThat(begun).isNotNull();
    }

    @Test
    void aResendAfterItsClaimIsGoneIsADuplicateAllTheSame() throws Exception {
        var id = UUID.randomUUID().toString();
        var old = Instant.now().minus(Duration.ofDays(30));
        store(1, at -> event(id, old, "a"));
        forget();

        assertThat(send(1, at -> event(id, old, "a"))).isEqualTo(ALL_KNOWN.formatted(1));
        assertThat(send(1, at -> event(id, old, "b"))).contains("event-id-conflict");
        // 3 x 0.000003 + 12304 x 0.00000375 + 550 x 0.000015
        assertThat(get("/api/v1/usage/events/" + id)).contains("\"cost\":\"0.054399\"");
    }

    @Test
    void resendsOfAnyAgeAreFoundWhenTheRingIsFarBeyondThem() throws Exception {
        var run = UUID.randomUUID().toString();
        var now = Instant.now();
        // From two minutes to 33 days ago: all within the seven days' promise of the claims, or beyond it.
        IntFunction<String> events =
                at -> event(run + at, now.minus(Duration.ofMinutes(2L + 240L * at)), "agent-" + at % 7);
        store(200, events);
        forget();

        assertThat(send(200, events)).isEqualTo(ALL_KNOWN.formatted(200));
        assertThat(send(200, events)).isEqualTo(ALL_KNOWN.formatted(200));
    }

    @Test
    void aResendThatSaysNoTimeIsFound() throws Exception {
        var id = UUID.randomUUID().toString();
        store(1, at -> event(id, null, "a"));
        forget();

        assertThat(send(1, at -> event(id, null, "a"))).isEqualTo(ALL_KNOWN.formatted(1));
    }

    @Test
    void anEmptyRedisRemembersSinceItsOwnBeginning() throws Exception {
        var run = UUID.randomUUID().toString();
        var now = Instant.now();
        store(20, at -> event(run + at, now, "a"));
        redis.sync().del(redis.sync().keys(PREFIX + CLAIMS + "*").toArray(String[]::new));

        assertThat(send(20, at -> event(run + at, now, "a"))).isEqualTo(ALL_KNOWN.formatted(20));
        // What is new is taken, and claimed anew.
        assertThat(send(1, at -> event(run + "new", now, "a"))).contains("\"accepted\":1");
        assertThat(send(1, at -> event(run + "new", now, "a"))).isEqualTo(ALL_KNOWN.formatted(1));
    }

    /** Sends events and waits until they are stored: then none but the claims and the store know them. */
    private static void store(int count, IntFunction<String> events) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(send(count, events)).startsWith("{\"accepted\":" + count));
        await().atMost(Duration.ofSeconds(30)).until(LateResendIT::allStored);
    }

    private static boolean allStored() {
        var stream = PREFIX + "{usage.recorded}";
        return redis.sync().xpending(stream, "token-tracking-writer").getCount() == 0
                && redis.sync()
                        .xinfoGroups(stream)
                        .toString()
                        .contains(redis.sync()
                                .xrevrange(stream, Range.unbounded(), Limit.from(1))
                                .getFirst()
                                .getId());
    }

    /** Each event that is stored pushes older ids out, of the eight that are remembered. */
    private static void forget() {
        int before = hash();
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    service.events("{\"events\":[" + event(UUID.randomUUID().toString(), Instant.now(), "a") + "]}");
                    return hash() > before + 8;
                });
    }

    private static int hash() {
        return Integer.parseInt(redis.sync().hget(PREFIX + CLAIMS, "hash"));
    }

    private static String send(int count, IntFunction<String> events) throws IOException, InterruptedException {
        return service.events(IntStream.range(0, count)
                        .mapToObj(events)
                        .collect(Collectors.joining(",", "{\"events\":[", "]}")))
                .text();
    }

    private static String event(String id, @Nullable Instant occurredAt, String agent) {
        return """
                {"eventId":"%s",%s"provider":"anthropic","model":"claude-sonnet-4-5",
                 "agent":"%s","usage":{"input_tokens":3,"cache_creation_input_tokens":12304,"output_tokens":550}}""".formatted(id, occurredAt == null ? "" : "\"occurredAt\":\"" + occurredAt + "\",", agent);
    }

    private static String get(String path) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            var token = IngestService.issuer().token(IngestService.ORGANIZATION, "usage:read");
            var request = HttpRequest.newBuilder(URI.create(service.url() + path))
                    .header("Authorization", "Bearer " + token)
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }
}
