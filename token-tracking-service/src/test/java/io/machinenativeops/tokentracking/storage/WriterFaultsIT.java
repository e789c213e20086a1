package io.machinenativeops.tokentracking.storage;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

import io.lettuce.core.Consumer;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import io.machinenativeops.binder.redis.StreamEntry;
import io.machinenativeops.embedded.EmbeddedClickHouse;
import io.machinenativeops.embedded.EmbeddedStores;
import io.machinenativeops.tokentracking.event.RecordedUsage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Kills ClickHouse again and again while two writers store, and compares what was sent with what is stored, as sets. */
@Timeout(240)
class WriterFaultsIT {

    private static final int KILLS = 4;

    @Test
    void killedInsertsLoseAndDoubleNothing() throws InterruptedException {
        try (var server = EmbeddedClickHouse.in(EmbeddedStores.freshFolder()).start();
                var stores = TestStores.of(EmbeddedStores.redisUrl(), server.url())) {
            var batches = stores.batches();
            stores.redis
                    .sync()
                    .xgroupCreate(
                            XReadArgs.StreamOffset.from(stores.stream, "0"),
                            TestStores.GROUP,
                            XGroupCreateArgs.Builder.mkstream());
            var done = new AtomicBoolean();
            var writers = new ArrayList<BatchWriter<RecordedUsage>>();
            var threads = new ArrayList<Thread>();
            for (var name : List.of("a", "b")) {
                var writer = new BatchWriter<>(
                        batches,
                        new UsageEvents(stores.clickHouse),
                        new WriterMetrics(new SimpleMeterRegistry(), batches),
                        new WriterProperties(true, 2000, Duration.ofMillis(20), Duration.ofMillis(300)),
                        () -> UUID.randomUUID().toString(),
                        Clock.systemUTC());
                writers.add(writer);
                threads.add(Thread.ofPlatform().start(() -> work(stores, name, writer, done)));
            }
            var sent = new HashSet<String>();
            for (int kill = 0; kill <= KILLS; kill++) {
                for (int i = 0; i < 40; i++) {
                    send(stores, sent);
                }
                if (kill < KILLS) {
                    server.kill();
                    send(stores, sent);
                    server.restart();
                }
            }
            await().atMost(Duration.ofSeconds(90))
                    .until(() -> batches.lag() == 0
                            && stores.redis
                                            .sync()
                                            .xpending(stores.stream, TestStores.GROUP)
                                            .getCount()
                                    == 0);
            done.set(true);
            writers.forEach(BatchWriter::stop);
            for (var thread : threads) {
                thread.join();
            }

            assertThat(stored(stores)).isEqualTo(sent);
            assertThat(stores.row("SELECT count() AS rows FROM $events")
                            .path("rows")
                            .asInt())
                    .isEqualTo(sent.size());
        }
    }

    private static void work(TestStores stores, String name, BatchWriter<RecordedUsage> writer, AtomicBoolean done) {
        while (!done.get()) {
            @SuppressWarnings("unchecked")
            var messages = stores.redis
                    .sync()
                    .xreadgroup(
                            Consumer.from(TestStores.GROUP, name),
                            XReadArgs.Builder.count(7),
                            XReadArgs.StreamOffset.lastConsumed(stores.stream));
            var entries = messages.stream()
                    .map(message -> new StreamEntry(
                            message.getId(),
                            message.getBody().getOrDefault("p", "").getBytes(UTF_8),
                            Map.of()))
                    .toList();
            if (!entries.isEmpty()) {
                writer.write(entries);
            }
        }
    }

    private static void send(TestStores stores, Set<String> sent) {
        var items = new ArrayList<RecordedUsage>();
        for (int i = 0; i < 50; i++) {
            var id = "e-" + sent.size();
            sent.add(id);
            items.add(StoredUsage.event(id)
                    .at(StoredUsage.NOON.minus(Duration.ofDays(sent.size() % 60)))
                    .item());
        }
        stores.append(StoredUsage.batch(items));
    }

    private static Set<String> stored(TestStores stores) {
        var ids = new HashSet<String>();
        stores.rows("SELECT event_id FROM $events")
                .forEach(row -> ids.add(row.path("event_id").asString()));
        return ids;
    }
}
