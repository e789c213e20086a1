package io.machinenativeops.tokentracking.storage;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.lettuce.core.Consumer;
import io.lettuce.core.Range;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import io.machinenativeops.binder.redis.StreamEntry;
import io.machinenativeops.tokentracking.event.Recorded;
import io.machinenativeops.tokentracking.event.RecordedSpan;
import io.machinenativeops.tokentracking.event.SpanRecorded;
import io.machinenativeops.tokentracking.event.SpanRecordedJson;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static io.machinenativeops.tokentracking.storage.StoredSpan.span;
import static org.assertj.core.api.Assertions.assertThat;

/** The writer's promises for its second stream and table, on real servers. */
@Timeout(60)
class SpanWriterIT {

    private final TestStores stores = TestStores.shared();
    private final FrozenBatches batches = new FrozenBatches(stores.streams, SpanRecorded.DESTINATION, TestStores.GROUP);
    private final RecordedSpans table = new RecordedSpans(stores.clickHouse);
    private final BatchWriter<RecordedSpan> writer = new BatchWriter<>(
            batches,
            table,
            new WriterMetrics(new SimpleMeterRegistry(), batches),
            new WriterProperties(true, 50_000, Duration.ofMillis(20), Duration.ofMillis(200)),
            () -> UUID.randomUUID().toString(),
            Clock.systemUTC());

    @BeforeEach
    void createGroup() {
        stores.redis
                .sync()
                .xgroupCreate(
                        XReadArgs.StreamOffset.from(batches.stream(), "0"),
                        TestStores.GROUP,
                        XGroupCreateArgs.Builder.mkstream());
    }

    @AfterEach
    void close() {
        writer.stop();
        stores.close();
    }

    @Test
    void aCrashAfterTheInsertDoublesNothingInTheTableOrTheWorkList() {
        append(StoredSpan.batch(
                span(1, 0).reported("openai", "gpt-5", 100, 10).item(),
                span(2, 1).item()));
        append(StoredSpan.batch(span(3, 1).item()));
        var entries = read();
        batches.freeze("t-1", entries.stream().map(StreamEntry::id).toList());
        var items = Place.of(table, entries).stream()
                .map(place -> ((Place.Item<RecordedSpan>) place).item())
                .toList();
        table.insert(items, "t-1");

        assertThat(writer.adopt()).isTrue();

        assertThat(count("spans")).isEqualTo(3);
        assertThat(count("reporting_spans")).isEqualTo(1);
        assertThat(batches.unfinished()).isEmpty();
        var agent = stores.row("SELECT reported_input, reported_usage, parent_span_id, duration_ms FROM "
                + table("spans") + " WHERE reported_usage != ''");
        assertThat(agent.path("reported_input").asInt()).isEqualTo(100);
        assertThat(agent.path("reported_usage").asString()).contains("gen_ai.usage.output_tokens\":10");
        assertThat(agent.path("parent_span_id").asString()).isEmpty();
        assertThat(agent.path("duration_ms").asInt()).isEqualTo(1000);
    }

    @Test
    void aSpanThatNoRowHoldsIsParkedAlone() {
        var ancient = span(2, 1).at(Instant.parse("1999-12-31T23:59:59Z"), 1L);
        append(StoredSpan.batch(span(1, 0).item(), ancient.item(), span(3, 1).item()));

        assertThat(writer.write(read())).isTrue();

        assertThat(count("spans")).isEqualTo(2);
        var parked = stores.redis.sync().xrange(batches.stream() + ":dlq:" + TestStores.GROUP, Range.unbounded());
        assertThat(parked).hasSize(1);
        assertThat(parked.getFirst().getBody().get("p"))
                .contains(StoredSpan.id(2))
                .doesNotContain(StoredSpan.id(3) + "\"");
        assertThat(parked.getFirst().getBody().get("c")).contains("started_in_living_memory");
    }

    private void append(Recorded<RecordedSpan> event) {
        stores.redis
                .sync()
                .xadd(
                        batches.stream(),
                        "p",
                        new String(SpanRecordedJson.write(event), StandardCharsets.UTF_8),
                        "h",
                        "{}");
    }

    @SuppressWarnings("unchecked")
    private List<StreamEntry> read() {
        return stores
                .redis
                .sync()
                .xreadgroup(
                        Consumer.from(TestStores.GROUP, "a"),
                        XReadArgs.Builder.count(100),
                        XReadArgs.StreamOffset.lastConsumed(batches.stream()))
                .stream()
                .map(message -> new StreamEntry(
                        message.getId(),
                        message.getBody().getOrDefault("p", "").getBytes(StandardCharsets.UTF_8),
                        Map.of()))
                .toList();
    }

    private int count(String name) {
        return stores.row("SELECT count() AS rows FROM " + table(name))
                .path("rows")
                .asInt();
    }

    private String table(String name) {
        return stores.clickHouse.properties().database() + "." + name;
    }
}
