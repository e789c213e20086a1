package io.machinenativeops.tokentracking.storage;

import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

import io.lettuce.core.Consumer;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import io.machinenativeops.binder.redis.StreamEntry;
import io.machinenativeops.tokentracking.event.RecordedUsage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.slf4j.LoggerFactory;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Rows a second through the writer, size on disk and time of queries; asserts nothing. Run with {@code -Dbenchmark=rows}. */
@EnabledIfSystemProperty(named = "benchmark", matches = "\\d+")
class WriterBenchmark {

    private static final int ITEMS = 200;
    private static final Random RANDOM = new Random(1);

    @Test
    void writesAndReads() {
        int rows = Integer.getInteger("benchmark", 100_000);
        var log = LoggerFactory.getLogger(WriterBenchmark.class);
        try (var stores = TestStores.shared()) {
            stores.redis
                    .sync()
                    .xgroupCreate(
                            XReadArgs.StreamOffset.from(stores.stream, "0"),
                            TestStores.GROUP,
                            XGroupCreateArgs.Builder.mkstream());
            var writer = new BatchWriter<>(
                    stores.batches(),
                    new UsageEvents(stores.clickHouse),
                    new WriterMetrics(new SimpleMeterRegistry(), stores.batches()),
                    new WriterProperties(true, 50_000, Duration.ofMillis(20), Duration.ofMillis(300)),
                    () -> UUID.randomUUID().toString(),
                    Clock.systemUTC());
            long writing = 0;
            long cpu = 0;
            var threads = ManagementFactory.getThreadMXBean();
            int done = 0;
            while (done < rows) {
                for (int entry = 0; entry < 100; entry++) {
                    stores.append(StoredUsage.batch(items(done + entry * ITEMS)));
                }
                done += 100 * ITEMS;
                @SuppressWarnings("unchecked")
                var messages = stores.redis
                        .sync()
                        .xreadgroup(
                                Consumer.from(TestStores.GROUP, "a"),
                                XReadArgs.Builder.count(1000),
                                XReadArgs.StreamOffset.lastConsumed(stores.stream));
                var entries = messages.stream()
                        .map(message -> new StreamEntry(
                                message.getId(),
                                message.getBody().getOrDefault("p", "").getBytes(UTF_8),
                                Map.of()))
                        .toList();
                long start = System.nanoTime();
                long startCpu = threads.getCurrentThreadCpuTime();
                writer.write(entries);
                writing += System.nanoTime() - start;
                cpu += threads.getCurrentThreadCpuTime() - startCpu;
            }
            log.warn(
                    "{} rows, {} rows/s, {} rows/s of CPU in the writer",
                    done,
                    done * 1_000_000_000L / writing,
                    done * 1_000_000_000L / cpu);
            log.warn(
                    "{}",
                    stores.row(
                            "SELECT sum(bytes_on_disk) / sum(rows) AS bytes, count() AS parts FROM system.parts WHERE"
                                    + " active AND database = '"
                                    + stores.clickHouse.properties().database()
                                    + "' AND table = 'usage_events'"));
            time(
                    stores,
                    "day, by agent and model",
                    TenantQuery.groups(day(), keys("agent", "model"), GroupOrder.KEY, null, 100));
            time(stores, "day, in total", TenantQuery.groups(day(), List.of(), GroupOrder.KEY, null, 100));
            time(stores, "day, by session", TenantQuery.groups(day(), keys("session"), GroupOrder.KEY, null, 100));
            time(stores, "newest 100", TenantQuery.events(day(), null, 100));
            time(stores, "one event", TenantQuery.event(TenantScope.all("org-1"), "event-777"));
        }
    }

    private static void time(TestStores stores, String what, TenantQuery query) {
        var store = new UsageStore(stores.clickHouse, stores.schema);
        var times = new ArrayList<Long>();
        for (int i = 0; i < 5; i++) {
            long start = System.nanoTime();
            store.rows(query);
            times.add((System.nanoTime() - start) / 1_000_000);
        }
        LoggerFactory.getLogger(WriterBenchmark.class).warn("{}: {} ms", what, times);
    }

    private static UsageSelection day() {
        return new UsageSelection(
                TenantScope.all("org-1"), StoredUsage.NOON, StoredUsage.NOON.plus(Duration.ofDays(1)), new HashMap<>());
    }

    private static List<Dimension> keys(String... names) {
        return List.of(names).stream()
                .map(name -> Dimension.of(name).orElseThrow())
                .toList();
    }

    private static List<RecordedUsage> items(int first) {
        var items = new ArrayList<RecordedUsage>();
        for (int i = first; i < first + ITEMS; i++) {
            items.add(StoredUsage.event("event-" + i)
                    .at(StoredUsage.NOON.plusMillis(RANDOM.nextInt(86_400_000)))
                    .agent("agent-" + RANDOM.nextInt(12))
                    .model("anthropic", "model-" + RANDOM.nextInt(5))
                    .session("session-" + RANDOM.nextInt(5000))
                    .latency((long) RANDOM.nextInt(20_000), (long) RANDOM.nextInt(2_000))
                    .bucket("in_fresh", Integer.toString(RANDOM.nextInt(9000)))
                    .bucket("out_text", Integer.toString(RANDOM.nextInt(900)))
                    .cost("0.0" + (10_000 + RANDOM.nextInt(80_000)))
                    .item());
        }
        return items;
    }
}
