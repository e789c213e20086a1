package io.machinenativeops.binder.redis;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.machinenativeops.binder.redis.RedisStreamsBinderProperties.Claims;
import io.machinenativeops.embedded.EmbeddedStores;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

class AppendOnceIT {

    private final String destination = "orders-" + UUID.randomUUID();
    private StreamsClient client;

    @BeforeEach
    void connect() {
        client = new StreamsClient(EmbeddedStores.redisUrl(), new Claims(Duration.ofDays(7), 1_000, 0.25));
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void joinsOnlyThePartsWhoseIdsAreFree() {
        client.appendOnce.append(request("a", part("1", "x"), part("2", "y")));

        var result = client.appendOnce.append(
                request("a", part("2", "y"), part("3", "z"), part("1", "other"), part("4", "w")));

        assertThat(result.outcomes())
                .containsExactly(Outcome.DUPLICATE, Outcome.APPENDED, Outcome.CONFLICT, Outcome.APPENDED);
        assertThat(client.streams.read(destination, List.of(String.valueOf(result.entryId()))))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(new String(entry.payload(), UTF_8)).isEqualTo("[z,w]");
                    assertThat(entry.headers()).isEqualTo(Map.of("type", "order", "size", 2));
                });
    }

    @Test
    void makesNoEntryWhenNothingIsNew() {
        client.appendOnce.append(request("a", part("1", "x")));

        var again = client.appendOnce.append(request("a", part("1", "x")));

        assertThat(again.entryId()).isNull();
        assertThat(again.outcomes()).containsExactly(Outcome.DUPLICATE);
        assertThat(client.length(destination)).isEqualTo(1);
    }

    @Test
    void tellsDuplicatesAndConflictsWithinOneRequest() {
        var result = client.appendOnce.append(request("a", part("1", "x"), part("1", "x"), part("1", "y")));

        assertThat(result.outcomes()).containsExactly(Outcome.APPENDED, Outcome.DUPLICATE, Outcome.CONFLICT);
    }

    @Test
    void keepsScopesApart() {
        client.appendOnce.append(request("a", part("bc", "x")));

        assertThat(client.appendOnce.append(request("ab", part("c", "x"))).outcomes())
                .containsExactly(Outcome.APPENDED);
    }

    @Test
    void takesMorePartsThanLuaTakesArguments() {
        Part[] parts =
                IntStream.range(0, 9_000).mapToObj(i -> part("id-" + i, "x")).toArray(Part[]::new);

        assertThat(client.appendOnce.append(request("a", parts)).outcomes())
                .hasSize(9_000)
                .containsOnly(Outcome.APPENDED);
        assertThat(client.appendOnce.append(request("a", parts)).outcomes())
                .hasSize(9_000)
                .containsOnly(Outcome.DUPLICATE);
    }

    @Test
    void forgetsTheOldestIdsBeyondItsBound() {
        try (var small = new StreamsClient(EmbeddedStores.redisUrl(), new Claims(Duration.ofDays(7), 80, 0.25))) {
            for (int i = 0; i < 160; i++) {
                small.appendOnce.append(request("a", part("id-" + i, "x")));
            }

            // 8 hashes of 10 ids: the 16th is full, the 9th is the oldest one left.
            assertThat(small.appendOnce.append(request("a", part("id-80", "x"))).outcomes())
                    .containsExactly(Outcome.DUPLICATE);
            assertThat(small.appendOnce
                            .append(request("a", part("id-159", "x")))
                            .outcomes())
                    .containsExactly(Outcome.DUPLICATE);
            assertThat(small.appendOnce.append(request("a", part("id-79", "x"))).outcomes())
                    .containsExactly(Outcome.APPENDED);
        }
    }

    @Test
    void forgetsIdsOnlyAfterTheirRetention() {
        try (var brief =
                new StreamsClient(EmbeddedStores.redisUrl(), new Claims(Duration.ofSeconds(2), 10_000, 0.25))) {
            long start = System.nanoTime();
            brief.appendOnce.append(request("a", part("old", "x")));
            var others = new AtomicInteger();
            await().pollInterval(Duration.ofMillis(20))
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> {
                        brief.appendOnce.append(request("a", part("new-" + others.incrementAndGet(), "x")));
                        // Asks without claiming it anew: a conflict with what is remembered.
                        var outcome = brief.appendOnce
                                .append(request("a", part("new-1", "y"), part("old", "y")))
                                .outcomes()
                                .get(1);
                        return outcome == Outcome.APPENDED;
                    });

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(2));
        }
    }

    @Test
    void saysSinceWhenItRemembersAllClaims() {
        try (var small = new StreamsClient(EmbeddedStores.redisUrl(), new Claims(Duration.ofDays(7), 8, 0.25))) {
            var begin = serverTime(small);
            var first = small.appendOnce.append(request("a", part("id-0", "x")));
            var times = new ArrayList<Instant>();
            for (int i = 1; i <= 8; i++) {
                awaitNextMillisecond(small);
                times.add(serverTime(small));
                small.appendOnce.append(request("a", part("id-" + i, "x")));
            }

            var last = small.appendOnce.append(request("a", part("id-8", "x")));

            assertThat(first.remembersSince()).isBetween(begin, times.getFirst());
            // One id a hash, eight hashes: id-0 is gone, id-1 is the oldest.
            assertThat(last.remembersSince()).isBetween(times.get(0), times.get(1));
            assertThat(small.meters
                            .get("redis.streams.claims.reach")
                            .tag("destination", destination)
                            .timeGauge()
                            .value(TimeUnit.SECONDS))
                    .isBetween(0.0, 60.0);
        }
    }

    @Test
    void appendsNothingThatMayHaveBeenClaimedBeforeAllItRemembers() {
        var before = serverTime(client);
        awaitNextMillisecond(client);

        var refused = catchThrowableOfType(
                ClaimsForgottenException.class, () -> client.appendOnce.append(request("a", before, part("1", "x"))));

        assertThat(refused.remembersSince()).isAfter(before);
        assertThat(client.length(destination)).isZero();
        assertThat(client.appendOnce
                        .append(request("a", refused.remembersSince(), part("1", "x")))
                        .outcomes())
                .containsExactly(Outcome.APPENDED);
        // What is remembered needs nobody else to know it.
        assertThat(client.appendOnce
                        .append(request("a", before, part("1", "x"), part("1", "y")))
                        .outcomes())
                .containsExactly(Outcome.DUPLICATE, Outcome.CONFLICT);
    }

    @Test
    void beginsToRememberWhenItIsAskedSinceWhen() {
        var before = serverTime(client);

        var since = client.appendOnce.remembersSince(destination);

        assertThat(since).isBetween(before, serverTime(client));
        awaitNextMillisecond(client);
        assertThat(client.appendOnce.remembersSince(destination)).isEqualTo(since);
        assertThat(client.appendOnce.append(request("a", since, part("1", "x"))).remembersSince())
                .isEqualTo(since);
        assertThat(client.length(destination)).isOne();
    }

    @Test
    void remembersOnlySinceItsOwnBeginningWhenClaimsWereLost() {
        try (var small = new StreamsClient(EmbeddedStores.redisUrl(), new Claims(Duration.ofDays(7), 8, 0.25))) {
            for (int i = 0; i < 4; i++) {
                small.appendOnce.append(request("a", part("id-" + i, "x")));
            }
            awaitNextMillisecond(small);
            var lost = serverTime(small);
            small.append(destination, "between");
            small.raw().del(claims(small, 2));
            var afterOne = small.appendOnce.append(request("a", part("id-3", "x")));
            small.raw().del(claims(small, 3));
            awaitNextMillisecond(small);
            var afterAll = small.appendOnce.append(request("a", part("id-9", "x")));

            assertThat(afterOne.remembersSince()).isBeforeOrEqualTo(lost);
            assertThat(afterAll.remembersSince()).isAfter(lost);
        }
    }

    @Test
    void aRotationBetweenLookingAndAppendingIsNoticed() {
        try (var small = new StreamsClient(EmbeddedStores.redisUrl(), new Claims(Duration.ofDays(7), 8, 0.25))) {
            var seen = small.appendOnce.append(request("a", part("old", "x"))).remembersSince();
            for (int i = 0; i < 8; i++) {
                awaitNextMillisecond(small);
                small.appendOnce.append(request("a", part("id-" + i, "x")));
            }

            assertThatExceptionOfType(ClaimsForgottenException.class)
                    .isThrownBy(() -> small.appendOnce.append(request("a", seen, part("old", "x"))));
        }
    }

    @Test
    void forgetsNoIdWhoseEntryAGroupHasNotAcknowledged() {
        try (var small = new StreamsClient(EmbeddedStores.redisUrl(), new Claims(Duration.ofDays(7), 8, 0.25))) {
            var group = small.group(destination, "store", "one");
            group.create(StartOffset.EARLIEST);
            for (int i = 0; i < 20; i++) {
                awaitNextMillisecond(small);
                small.appendOnce.append(request("a", part("id-" + i, "x")));
            }
            assertThat(outcome(small, "id-0")).as("unread").isEqualTo(Outcome.DUPLICATE);

            var given = readAll(small, group);
            awaitNextMillisecond(small);
            small.appendOnce.append(request("a", part("next", "x")));
            assertThat(outcome(small, "id-0")).as("pending").isEqualTo(Outcome.DUPLICATE);

            group.acknowledge(given);
            for (int i = 20; i < 40; i++) {
                awaitNextMillisecond(small);
                small.appendOnce.append(request("a", part("id-" + i, "x")));
                group.acknowledge(readAll(small, group));
            }
            assertThat(outcome(small, "id-0")).as("acknowledged").isEqualTo(Outcome.APPENDED);
        }
    }

    @Test
    void concurrentResendsAppendEachIdExactlyOnce() throws Exception {
        var appended = ConcurrentHashMap.<String>newKeySet();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Void>> sends = new ArrayList<>();
            for (int sender = 0; sender < 8; sender++) {
                int shift = sender;
                sends.add(() -> {
                    for (int i = 0; i < 500; i += 10) {
                        int from = (i + shift * 3) % 500;
                        var parts = IntStream.range(from, from + 10)
                                .mapToObj(n -> part("id-" + n, "id-" + n))
                                .toList();
                        var outcomes = client.appendOnce
                                .append(request("a", parts.toArray(Part[]::new)))
                                .outcomes();
                        for (int p = 0; p < parts.size(); p++) {
                            if (outcomes.get(p) == Outcome.APPENDED) {
                                assertThat(appended.add(parts.get(p).id())).isTrue();
                            }
                        }
                    }
                    return null;
                });
            }
            for (var done : threads.invokeAll(sends)) {
                done.get();
            }
        }

        List<String> stored = client.payloads(destination).stream()
                .flatMap(payload ->
                        List.of(payload.substring(1, payload.length() - 1).split(",")).stream())
                .toList();
        assertThat(stored).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(appended);
        assertThat(appended).hasSizeGreaterThanOrEqualTo(500);
    }

    @Test
    void refusesWhatTheStreamHasNoRoomFor() {
        client.appendOnce.append(request("a", part("1", "x")), 2);
        client.appendOnce.append(request("a", part("2", "x")), 2);

        assertThatExceptionOfType(StreamFullException.class)
                .isThrownBy(() -> client.appendOnce.append(request("a", part("3", "x")), 2))
                .withMessage("the stream holds its maximum of 2 entries")
                .satisfies(full -> assertThat(full.retryAfter()).isEqualTo(Duration.ofSeconds(5)));
        assertThat(client.appendOnce.append(request("a", part("3", "x"))).outcomes())
                .containsExactly(Outcome.APPENDED);
    }

    private Outcome outcome(StreamsClient at, String id) {
        return at.appendOnce.append(request("a", part(id, "x"))).outcomes().getFirst();
    }

    private static List<String> readAll(StreamsClient at, ConsumerGroup group) {
        return group.read(at.connections.shared(), 100, Duration.ofMillis(1)).stream()
                .map(Delivery::id)
                .toList();
    }

    private byte[] claims(StreamsClient at, int hash) {
        return StreamKeys.bytes(at.streams.key(destination, "claims:" + hash));
    }

    /** To the millisecond, as claims are remembered. */
    private static Instant serverTime(StreamsClient at) {
        var time = at.raw().time();
        return Instant.ofEpochSecond(
                        Long.parseLong(new String(time.get(0), UTF_8)),
                        1000 * Long.parseLong(new String(time.get(1), UTF_8)))
                .truncatedTo(ChronoUnit.MILLIS);
    }

    private static void awaitNextMillisecond(StreamsClient at) {
        var now = serverTime(at).toEpochMilli();
        await().pollInterval(Duration.ofMillis(1)).until(() -> serverTime(at).toEpochMilli() > now);
    }

    private AppendRequest request(String scope, Part... parts) {
        return request(scope, null, parts);
    }

    private AppendRequest request(String scope, @Nullable Instant notClaimedBefore, Part... parts) {
        return new AppendRequest(
                destination,
                scope,
                Map.of("type", "order", "size", 2),
                "[".getBytes(UTF_8),
                ",".getBytes(UTF_8),
                "]".getBytes(UTF_8),
                List.of(parts),
                notClaimedBefore);
    }

    private static Part part(String id, String content) {
        return new Part(id, "fingerprint of " + content, content.getBytes(UTF_8));
    }
}
