package io.machinenativeops.binder.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.machinenativeops.binder.redis.RedisStreamsBinderProperties.Claims;
import io.machinenativeops.embedded.EmbeddedStores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
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
                    .atMost(Duration.ofSeconds(20))
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

    private AppendRequest request(String scope, Part... parts) {
        return new AppendRequest(
                destination,
                scope,
                Map.of("type", "order", "size", 2),
                "[".getBytes(UTF_8),
                ",".getBytes(UTF_8),
                "]".getBytes(UTF_8),
                List.of(parts));
    }

    private static Part part(String id, String content) {
        return new Part(id, "fingerprint of " + content, content.getBytes(UTF_8));
    }
}
