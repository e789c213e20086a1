package io.machinenativeops.tokentracking.storage;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import io.lettuce.core.Consumer;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XAutoClaimArgs;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import io.machinenativeops.binder.redis.StreamEntry;
import io.machinenativeops.tokentracking.event.RecordedUsage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Plays the accidents between reading an entry and acknowledging it, on real servers. */
@Timeout(120)
class BatchWriterIT {

    private static final WriterProperties PROPERTIES =
            new WriterProperties(true, 50_000, Duration.ofMillis(20), Duration.ofMillis(200));

    private final TestStores stores = TestStores.shared();
    private final FrozenBatches batches = stores.batches();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final UsageEvents table = new UsageEvents(stores.clickHouse);
    private final BatchWriter<RecordedUsage> writer = writer(table);

    @BeforeEach
    void createGroup() {
        stores.redis
                .sync()
                .xgroupCreate(
                        XReadArgs.StreamOffset.from(stores.stream, "0"),
                        TestStores.GROUP,
                        XGroupCreateArgs.Builder.mkstream());
    }

    @AfterEach
    void close() {
        writer.stop();
        stores.close();
    }

    @Test
    void storesEachItemOnceAndAcknowledgesItsEntry() {
        append(3, 2);

        assertThat(writer.write(read("a"))).isTrue();

        assertStored(5);
        assertThat(meters.get("mno.writer.rows").counter().count()).isEqualTo(5);
        assertThat(meters.get("mno.writer.lag").gauge().value()).isZero();
    }

    @Test
    void acknowledgesNothingWhileClickHouseIsAway() {
        append(2);
        var entries = read("a");
        var dead = TestStores.clickHouse("http://127.0.0.1:9");
        var waiting = writer(new UsageEvents(dead));
        var thread = Thread.ofVirtual().start(() -> waiting.write(entries));
        await().until(() -> meters.get("mno.writer.failures").counter().count() >= 2);

        assertThat(pending()).isEqualTo(1);
        assertThat(batches.oldestPendingMillis()).isPositive();
        waiting.stop();
        join(thread);
        assertThat(pending()).isEqualTo(1);
        assertThat(batches.unfinished()).hasSize(1);

        assertThat(writer.adopt()).isTrue();
        assertStored(2);
    }

    @Test
    void aCrashAfterTheInsertAndBeforeTheAcknowledgementDoublesNothing() {
        append(2, 2);
        var entries = read("a");
        var frozen = batches.freeze("t-1", ids(entries));
        table.insert(items(entries), "t-1");
        assertThat(frozen.entryIds()).hasSize(2);

        // The consumer is gone; another is given only the second entry, with a new one.
        append(1);
        var taken = new ArrayList<>(claim("b", List.of(entries.getLast().id())));
        taken.addAll(read("b"));
        assertThat(writer.write(taken)).isTrue();

        assertStored(5);
    }

    @Test
    void aCrashBeforeTheInsertLosesNothing() {
        append(2, 2);
        var entries = read("a");
        batches.freeze("t-1", ids(entries));

        assertThat(writer.write(claim("b", List.of(entries.getFirst().id())))).isTrue();

        assertStored(4);
    }

    @Test
    void aRestartFinishesWhatWasBegun() {
        append(2, 2);
        var entries = read("a");
        batches.freeze("t-1", ids(entries));
        table.insert(items(entries), "t-1");

        assertThat(writer.adopt()).isTrue();

        assertStored(4);
    }

    @Test
    void aZombieThatWakesBeforeFreezingDoesNothing() {
        append(2);
        var entries = read("zombie");
        assertThat(writer.write(claim("b", ids(entries)))).isTrue();

        assertThat(writer(table).write(entries)).isTrue();

        assertStored(2);
    }

    @Test
    void aZombieThatWakesBeforeItsInsertIsNotCounted() {
        append(2, 1);
        var entries = read("zombie");
        var asleep = new CountDownLatch(1);
        var wake = new CountDownLatch(1);
        var zombie = writer(new UsageEvents(stores.clickHouse) {
            @Override
            void insert(List<RecordedUsage> items, String token) {
                asleep.countDown();
                join(wake);
                super.insert(items, token);
            }
        });
        var thread = Thread.ofPlatform().start(() -> zombie.write(entries));
        join(asleep);
        assertThat(writer.write(claim("b", ids(entries)))).isTrue();
        assertStored(3);
        append(4);
        assertThat(writer.write(read("b"))).isTrue();

        wake.countDown();
        join(thread);

        assertStored(7);
    }

    @Test
    void aZombieThatWakesAfterItsInsertAcknowledgesNothingOfOthers() {
        append(2);
        var entries = read("zombie");
        var asleep = new CountDownLatch(1);
        var wake = new CountDownLatch(1);
        var zombie = writer(new UsageEvents(stores.clickHouse) {
            @Override
            void insert(List<RecordedUsage> items, String token) {
                super.insert(items, token);
                asleep.countDown();
                join(wake);
            }
        });
        var thread = Thread.ofPlatform().start(() -> zombie.write(entries));
        join(asleep);
        assertThat(writer.write(claim("b", ids(entries)))).isTrue();
        append(1);
        var later = read("b");

        wake.countDown();
        join(thread);

        assertThat(pending()).isEqualTo(1);
        assertThat(writer.write(later)).isTrue();
        assertStored(3);
    }

    @Test
    void entriesOfTwoBatchesAreRepeatedInBothAsTheyWereFrozen() {
        append(1, 1, 1, 1);
        var entries = read("a");
        batches.freeze("t-1", ids(entries.subList(0, 2)));
        batches.freeze("t-2", ids(entries.subList(2, 4)));
        table.insert(items(entries.subList(2, 4)), "t-2");

        var taken = claim("b", List.of(entries.get(1).id(), entries.get(2).id()));
        assertThat(writer.write(taken)).isTrue();

        assertStored(4);
    }

    @Test
    void twoReplicasThatRepeatTheSameBatchesAtOnceStoreThemOnce() {
        append(IntStream.range(0, 40).map(i -> 5).toArray());
        var entries = read("a");
        for (int i = 0; i < 40; i += 10) {
            batches.freeze("t-" + i, ids(entries.subList(i, i + 10)));
        }
        var first = Thread.ofPlatform().start(() -> writer(table).adopt());
        var second = Thread.ofPlatform().start(() -> writer(table).adopt());
        join(first);
        join(second);

        assertStored(200);
    }

    @Test
    void rowsOfSeveralMonthsCountOnceEach() {
        stores.append(StoredUsage.batch(
                StoredUsage.event("a").at("2026-09-30T23:59:59Z").item(),
                StoredUsage.event("b").at("2026-10-01T00:00:00Z").item(),
                StoredUsage.event("c").at("2026-11-01T00:00:00Z").item()));
        var entries = read("a");
        batches.freeze("t-1", ids(entries));
        table.insert(items(entries), "t-1");

        assertThat(writer.adopt()).isTrue();

        assertStored(3);
    }

    @Test
    void aBadRowIsParkedAloneWithItsCause() {
        var items = new ArrayList<RecordedUsage>();
        for (int i = 0; i < 9; i++) {
            items.add(StoredUsage.event("e-" + i).item());
        }
        items.set(6, StoredUsage.event("bad").at("1999-12-31T23:59:59Z").item());
        stores.append(StoredUsage.batch(items));
        append(1);

        assertThat(writer.write(read("a"))).isTrue();

        assertStored(9);
        var parked = parked();
        assertThat(parked).hasSize(1);
        assertThat(parked.getFirst().getBody().get("p")).contains("\"bad\"").doesNotContain("\"e-1\"");
        assertThat(parked.getFirst().getBody().get("c")).contains("occurred_in_living_memory", "originId");
        assertThat(meters.get("mno.writer.parked").counter().count()).isEqualTo(1);
    }

    @Test
    void valuesThatNoColumnHoldsAndEntriesThatCanNotBeReadAreParked() {
        stores.append(StoredUsage.batch(
                StoredUsage.event("huge").cost("1" + "0".repeat(30)).item(),
                StoredUsage.event("fine").item()));
        stores.append("{\"not\":\"ours\"");

        assertThat(writer.write(read("a"))).isTrue();

        assertStored(1);
        assertThat(parked()).hasSize(2);
    }

    @Test
    void aRestartInTheMiddleOfBisectingGoesOnTheSameWay() {
        stores.append(StoredUsage.batch(
                StoredUsage.event("e-0").item(),
                StoredUsage.event("e-1").item(),
                StoredUsage.event("bad").at("1999-12-31T23:59:59Z").item(),
                StoredUsage.event("e-3").item()));
        var entries = read("a");
        batches.freeze("t-1", ids(entries));
        // What the writer before did: the whole was refused, the first half stored, the bad row parked; then it died.
        assertThatThrownBy(() -> table.insert(items(entries), "t-1")).isInstanceOf(RowsRefusedException.class);
        batches.split("t-1", new RowRange(0, 4));
        table.insert(items(entries).subList(0, 2), "t-1:0-2");
        batches.split("t-1", new RowRange(2, 4));
        batches.park("t-1", 2, new byte[] {'x'}, "{}");

        assertThat(writer.adopt()).isTrue();

        assertStored(3);
        assertThat(parked()).hasSize(1);
    }

    @Test
    void largeBatchesAreInsertedInPartsOfWholeEntries() {
        var small = new BatchWriter<>(
                batches,
                table,
                new WriterMetrics(meters, batches),
                new WriterProperties(true, 5, Duration.ofMillis(20), Duration.ofMillis(200)),
                () -> UUID.randomUUID().toString(),
                Clock.systemUTC());
        append(3, 3, 7, 1, 2);

        assertThat(small.write(read("a"))).isTrue();

        assertStored(16);
        assertThat(meters.get("mno.writer.batch.rows").summary().count()).isEqualTo(4);
    }

    @Test
    void parksNothingWhileTheTableRefusesEveryRow() {
        var refusal = "ALTER TABLE " + stores.table() + " %s CONSTRAINT broken";
        stores.clickHouse.execute(refusal.formatted("ADD") + " CHECK sign = 7");
        append(3, 2);
        var entries = read("a");
        var thread = Thread.ofVirtual().start(() -> writer.write(entries));

        await().until(() -> meters.get("mno.writer.failures").counter().count() >= 3);

        assertThat(writer.heldBack())
                .hasValueSatisfying(
                        reason -> assertThat(reason).contains("usage_events refuses a row that is good", "broken"));
        assertThat(parked()).isEmpty();
        assertThat(pending()).isEqualTo(2);
        stores.clickHouse.execute(refusal.formatted("DROP"));
        join(thread);
        assertStored(5);
        assertThat(parked()).isEmpty();
        assertThat(writer.heldBack()).isEmpty();
    }

    @Test
    void storesARowThatWasRefusedJustBeforeTheTableWasMended() {
        var refusal = "ALTER TABLE " + stores.table() + " %s CONSTRAINT broken";
        stores.clickHouse.execute(refusal.formatted("ADD") + " CHECK sign = 7");
        append(1);

        assertThat(writer(new UsageEvents(stores.clickHouse) {
                            @Override
                            void requireSound() {
                                stores.clickHouse.execute(refusal.formatted("DROP"));
                                super.requireSound();
                            }
                        })
                        .write(read("a")))
                .isTrue();

        assertStored(1);
        assertThat(parked()).isEmpty();
    }

    @Test
    void saysThatTheTableLacksAColumn() {
        stores.clickHouse.execute("ALTER TABLE " + stores.table() + " RENAME COLUMN flags TO marks");
        append(3);
        var entries = read("a");
        var thread = Thread.ofVirtual().start(() -> writer.write(entries));

        await().until(() -> writer.heldBack().isPresent());

        assertThat(parked()).isEmpty();
        stores.clickHouse.execute("ALTER TABLE " + stores.table() + " RENAME COLUMN marks TO flags");
        join(thread);
        assertStored(3);
        assertThat(writer.heldBack()).isEmpty();
    }

    private BatchWriter<RecordedUsage> writer(UsageEvents into) {
        return new BatchWriter<>(
                batches,
                into,
                new WriterMetrics(meters, batches),
                PROPERTIES,
                () -> UUID.randomUUID().toString(),
                Clock.systemUTC());
    }

    private int appended;

    /** Appends an entry for each number, with so many items. */
    private void append(int... sizes) {
        for (int size : sizes) {
            var items = new ArrayList<RecordedUsage>();
            for (int i = 0; i < size; i++) {
                items.add(StoredUsage.event("item-" + appended++).item());
            }
            stores.append(StoredUsage.batch(items));
        }
    }

    @SuppressWarnings("unchecked")
    private List<StreamEntry> read(String consumer) {
        return entries(stores.redis
                .sync()
                .xreadgroup(
                        Consumer.from(TestStores.GROUP, consumer),
                        XReadArgs.Builder.count(1000),
                        XReadArgs.StreamOffset.lastConsumed(stores.stream)));
    }

    /** What XAUTOCLAIM gives a consumer after another one went silent. */
    private List<StreamEntry> claim(String consumer, List<String> ids) {
        var args = new XAutoClaimArgs<String>()
                .consumer(Consumer.from(TestStores.GROUP, consumer))
                .minIdleTime(0)
                .startId("0")
                .count(1000);
        return entries(stores.redis.sync().xautoclaim(stores.stream, args).getMessages()).stream()
                .filter(entry -> ids.contains(entry.id()))
                .toList();
    }

    private static List<StreamEntry> entries(List<StreamMessage<String, String>> messages) {
        return messages.stream()
                .map(message -> new StreamEntry(
                        message.getId(),
                        message.getBody().getOrDefault("p", "").getBytes(StandardCharsets.UTF_8),
                        Map.of()))
                .toList();
    }

    private static List<String> ids(List<StreamEntry> entries) {
        return entries.stream().map(StreamEntry::id).toList();
    }

    private List<RecordedUsage> items(List<StreamEntry> entries) {
        return Place.of(table, entries).stream()
                .map(place -> ((Place.Item<RecordedUsage>) place).item())
                .toList();
    }

    private List<StreamMessage<String, String>> parked() {
        var key = batches.stream() + ":dlq:" + TestStores.GROUP;
        return stores.redis.sync().xrange(key, Range.unbounded());
    }

    private long pending() {
        return stores.redis.sync().xpending(stores.stream, TestStores.GROUP).getCount();
    }

    /** All is stored once, acknowledged, and no trace of a batch is left. */
    private void assertStored(int rows) {
        var sums = stores.row("SELECT count() AS rows, uniqExact(event_id) AS ids FROM $events");
        assertThat(sums.path("rows").asInt()).isEqualTo(rows);
        assertThat(sums.path("ids").asInt()).isEqualTo(rows);
        assertThat(pending()).isZero();
        assertThat(stores.redis.sync().keys(batches.stream() + ":writer:*")).isEmpty();
    }

    private static void join(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }
}
