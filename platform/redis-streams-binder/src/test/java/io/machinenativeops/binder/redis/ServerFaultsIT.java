package io.machinenativeops.binder.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import io.machinenativeops.embedded.EmbeddedRedis;
import io.machinenativeops.embedded.EmbeddedStores;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/** The server is killed, full, or has lost its scripts. */
class ServerFaultsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void whatWasAcknowledgedUnderKillsIsStoredExactlyOnce() throws Exception {
        try (var redis = EmbeddedRedis.in(EmbeddedStores.freshFolder()).start();
                var client = new StreamsClient(redis.url())) {
            Set<String> acknowledged = ConcurrentHashMap.newKeySet();
            var stop = new AtomicBoolean();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<?>> senders = new ArrayList<>();
                for (int n = 0; n < 8; n++) {
                    int sender = n;
                    senders.add(threads.submit(() -> {
                        for (int i = 0; !stop.get(); i++) {
                            // Every fifth request sends an id of the one before again.
                            var ids = List.of(sender + "-" + i, sender + "-" + (i % 5 == 4 ? i - 1 : i) + "b");
                            sendUntilAnswered(client, ids);
                            acknowledged.addAll(ids);
                        }
                    }));
                }
                try {
                    for (int kill = 0; kill < 5; kill++) {
                        int before = acknowledged.size();
                        await().atMost(PATIENCE).until(() -> acknowledged.size() > before + 500);
                        redis.kill();
                        redis.restart();
                    }
                } finally {
                    stop.set(true);
                }
                for (var sender : senders) {
                    sender.get();
                }
            }

            List<String> stored = client.payloads("ledger").stream()
                    .flatMap(payload -> List.of(payload.split(",")).stream())
                    .toList();
            assertThat(stored).doesNotHaveDuplicates();
            assertThat(new HashSet<>(stored)).isEqualTo(acknowledged);
        }
    }

    @Test
    void aFullServerRefusesAppendsAndLosesNothing() {
        try (var redis = EmbeddedRedis.in(EmbeddedStores.freshFolder())
                        .appendFsync("no")
                        .maxMemoryMegabytes(8)
                        .start();
                var client = new StreamsClient(redis.url(), StreamsClient.WEEK, 1)) {
            var group = client.group("full", "g", "one");
            group.create(StartOffset.EARLIEST);
            List<String> accepted = new ArrayList<>();
            String body = "x".repeat(10_000);
            Throwable refusal = null;
            for (int i = 0; refusal == null; i++) {
                String id = Integer.toString(i);
                refusal = catchThrowable(() -> client.appendOnce.append(request("full", List.of(id), id + body)));
                if (refusal == null) {
                    accepted.add(id + body);
                }
            }

            assertThat(refusal).isInstanceOf(StreamFullException.class).hasMessageContaining("memory bound");
            assertThat(accepted).hasSizeGreaterThan(300);
            assertThat(client.payloads("full")).isEqualTo(accepted);

            // A full server still hands out, takes acknowledgements, and has room again when that is trimmed.
            group.create(StartOffset.EARLIEST);
            var read = group.read(client.connections.shared(), accepted.size(), Duration.ofMillis(1));
            assertThat(read).hasSameSizeAs(accepted);
            group.acknowledge(read.stream().map(Delivery::id).toList());
            assertThat(group.trim(Duration.ZERO, Duration.ZERO)).isPositive();
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> client.appendOnce
                                    .append(request("full", List.of("after"), "after"))
                                    .entryId()
                            != null);
        }
    }

    @Test
    void refusesAppendsBeforeTheServerIsFull() {
        try (var redis = EmbeddedRedis.in(EmbeddedStores.freshFolder())
                        .appendFsync("no")
                        .maxMemoryMegabytes(20)
                        .start();
                var client = new StreamsClient(redis.url(), StreamsClient.WEEK, 0.5)) {
            String body = "x".repeat(100_000);
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> catchThrowable(() -> client.appendOnce.append(request(
                                            "half",
                                            List.of(java.util.UUID.randomUUID().toString()),
                                            body)))
                                    instanceof StreamFullException full
                            && String.valueOf(full.getMessage()).contains("expected at most 0.5 of them"));

            client.raw().unlink(client.stream("half"));
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> client.appendOnce
                                    .append(request("half", List.of("after"), "after"))
                                    .entryId()
                            != null);
        }
    }

    @Test
    void appendsAlthoughTheServerForgotTheScript() {
        try (var client = new StreamsClient(EmbeddedStores.redisUrl())) {
            String destination = EmbeddedStores.freshKeyPrefix();
            client.appendOnce.append(request(destination, List.of("1"), "x"));

            client.raw().scriptFlush();

            assertThat(client.appendOnce
                            .append(request(destination, List.of("1", "2"), "x"))
                            .outcomes())
                    .containsExactly(Outcome.DUPLICATE, Outcome.APPENDED);
        }
    }

    @Test
    void answersInBoundedTimeWhileTheServerIsAwayAndFindsItWhenItIsBack() {
        var redis = EmbeddedRedis.in(EmbeddedStores.freshFolder()).start();
        redis.stop();
        try (redis;
                var client = new StreamsClient(redis.url())) {
            var health = new RedisStreamsHealthIndicator(client.commands);
            long start = System.nanoTime();

            assertThatExceptionOfType(StreamUnavailableException.class)
                    .isThrownBy(() -> client.appendOnce.append(request("away", List.of("1"), "x")))
                    .withMessageContaining("not reachable");
            assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));

            redis.restart();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(health.health().getStatus()).isEqualTo(Status.UP));
            assertThat(health.health().getDetails()).containsKeys("version", "usedMemory", "maxMemory");
            assertThat(client.appendOnce
                            .append(request("away", List.of("1"), "x"))
                            .outcomes())
                    .containsExactly(Outcome.APPENDED);
        }
    }

    @Test
    void findsAServerThatIsBackAlthoughCallersNeverRest() {
        var redis = EmbeddedRedis.in(EmbeddedStores.freshFolder()).start();
        try (redis;
                var client = new StreamsClient(redis.url())) {
            client.appendOnce.append(request("busy", List.of("1"), "x"));
            redis.kill();
            assertThatExceptionOfType(StreamUnavailableException.class)
                    .isThrownBy(() -> client.appendOnce.append(request("busy", List.of("2"), "x")));
            redis.restart();

            await().pollInterval(Duration.ofMillis(5))
                    .atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> !client.appendOnce
                            .append(request("busy", List.of("3"), "x"))
                            .outcomes()
                            .isEmpty());
        }
    }

    @Test
    void givesUpAServerThatDoesNotAnswer() throws Exception {
        var redis = EmbeddedRedis.in(EmbeddedStores.freshFolder()).start();
        try (redis;
                var client = new StreamsClient(redis.url())) {
            client.appendOnce.append(request("frozen", List.of("1"), "x"));
            signal(redis, "STOP");
            long start = System.nanoTime();

            assertThatExceptionOfType(StreamUnavailableException.class)
                    .isThrownBy(() -> client.appendOnce.append(request("frozen", List.of("2"), "x")))
                    .withMessageContaining("did not answer within PT3S");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));

            signal(redis, "CONT");
            // The server took the command all the same: sending it again says so, and appends nothing twice.
            await().atMost(PATIENCE).ignoreExceptions().until(() -> client.length("frozen") == 2);
            assertThat(client.appendOnce
                            .append(request("frozen", List.of("2"), "x"))
                            .outcomes())
                    .containsExactly(Outcome.DUPLICATE);
        }
    }

    private static void signal(EmbeddedRedis redis, String signal) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(redis.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private static void sendUntilAnswered(StreamsClient client, List<String> ids) {
        while (true) {
            try {
                client.appendOnce.append(request("ledger", ids, null));
                return;
            } catch (StreamUnavailableException e) {
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        }
    }

    /** Each part's body is its id, or {@code body} for all. */
    private static AppendRequest request(
            String destination, List<String> ids, @org.jspecify.annotations.Nullable String body) {
        byte[] none = {};
        return new AppendRequest(
                destination,
                "",
                Map.of(),
                none,
                ",".getBytes(UTF_8),
                none,
                IntStream.range(0, ids.size())
                        .mapToObj(n -> new Part(ids.get(n), "same", (body == null ? ids.get(n) : body).getBytes(UTF_8)))
                        .toList());
    }
}
