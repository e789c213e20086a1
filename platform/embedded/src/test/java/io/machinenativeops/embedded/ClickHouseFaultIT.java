package io.machinenativeops.embedded;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ClickHouseFaultIT {

    private final Path folder = EmbeddedStores.freshFolder();

    @Test
    void acknowledgedRowsSurviveSigkillUnderLoad() throws Exception {
        try (EmbeddedClickHouse clickHouse = EmbeddedClickHouse.in(folder).start()) {
            RawHttp http = new RawHttp(clickHouse.url());
            http.query("CREATE TABLE t (n UInt64) ENGINE = MergeTree ORDER BY n");
            ConcurrentSkipListSet<Integer> acknowledged = new ConcurrentSkipListSet<>();
            AtomicInteger next = new AtomicInteger();
            for (int round = 1; round <= 3; round++) {
                int enough = acknowledged.size() + 40;
                try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
                    for (int i = 0; i < 4; i++) {
                        writers.execute(() -> insertUntilItFails(http, next, acknowledged));
                    }
                    while (acknowledged.size() < enough) {
                        Thread.onSpinWait();
                    }
                    clickHouse.kill();
                }
                clickHouse.restart();
                List<Integer> stored = http.query("SELECT n FROM t ORDER BY n")
                        .lines()
                        .map(Integer::valueOf)
                        .toList();
                assertThat(stored).containsAll(acknowledged).doesNotHaveDuplicates();
            }
        }
    }

    @Test
    void insertTokensCountOnceThroughViewsAlsoAfterSigkillAndAtOnce() throws Exception {
        try (EmbeddedClickHouse clickHouse = EmbeddedClickHouse.in(folder).start()) {
            RawHttp http = new RawHttp(clickHouse.url());
            http.query(
                    "CREATE TABLE t (n UInt64) ENGINE = MergeTree ORDER BY n SETTINGS non_replicated_deduplication_window = 1000");
            http.query(
                    "CREATE TABLE s (n UInt64) ENGINE = SummingMergeTree ORDER BY tuple() SETTINGS non_replicated_deduplication_window = 1000");
            http.query("CREATE MATERIALIZED VIEW v TO s AS SELECT sum(n) AS n FROM t");
            Callable<HttpResponse<byte[]>> insert = () -> insertWithToken(http, "batch-1", "(1), (2), (3)");
            try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
                assertThat(writers.invokeAll(
                                IntStream.range(0, 8).mapToObj(i -> insert).toList()))
                        .allSatisfy(done -> assertThat(done.get().statusCode()).isEqualTo(200));
            }
            clickHouse.kill();
            clickHouse.restart();
            insert.call();
            insertWithToken(http, "batch-2", "(1), (2), (3)");
            assertThat(http.query("SELECT count(), sum(n) FROM t")).isEqualTo("6\t12\n");
            assertThat(http.query("SELECT sum(n) FROM s")).isEqualTo("12\n");
        }
    }

    @Test
    void stopsInGoodOrderAndLeavesNoProcess() {
        EmbeddedClickHouse clickHouse = EmbeddedClickHouse.in(folder).start();
        RawHttp http = new RawHttp(clickHouse.url());
        http.query(
                "CREATE TABLE t (n UInt64) ENGINE = MergeTree ORDER BY n SETTINGS fsync_after_insert = 1, fsync_part_directory = 1");
        http.query("INSERT INTO t VALUES (1)");
        ProcessHandle process = ProcessHandle.of(clickHouse.pid()).orElseThrow();
        assertThat(clickHouse.stop()).isZero();
        assertThat(process.isAlive()).isFalse();
        assertThat(clickHouse.isHealthy()).isFalse();
        assertThat(clickHouse.stop()).isZero();
        clickHouse.restart();
        assertThat(http.query("SELECT n FROM t")).isEqualTo("1\n");
        clickHouse.close();
    }

    @Test
    void finishesRunningStatementsBeforeItStops() throws Exception {
        EmbeddedClickHouse clickHouse = EmbeddedClickHouse.in(folder).start();
        RawHttp http = new RawHttp(clickHouse.url());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var slow = threads.submit(() -> http.query("SELECT sleep(1.5)"));
            while (!http.query("SELECT count() FROM system.processes").equals("2\n")) {
                Thread.onSpinWait();
            }
            assertThat(clickHouse.stop()).isZero();
            assertThat(slow.get()).isEqualTo("0\n");
        }
    }

    @Test
    void saysThatAnotherProcessHasTheFolderOrThePort() {
        try (EmbeddedClickHouse clickHouse = EmbeddedClickHouse.in(folder).start()) {
            assertThatThrownBy(() -> EmbeddedClickHouse.in(folder).start())
                    .isInstanceOf(EmbeddedStoreException.class)
                    .hasMessageContaining("another process");
            assertThatThrownBy(() -> EmbeddedClickHouse.in(EmbeddedStores.freshFolder())
                            .port(clickHouse.port())
                            .start())
                    .isInstanceOf(EmbeddedStoreException.class)
                    .hasMessageContaining("Port " + clickHouse.port());
            assertThat(clickHouse.isHealthy()).isTrue();
        }
    }

    private static void insertUntilItFails(
            RawHttp http, AtomicInteger next, ConcurrentSkipListSet<Integer> acknowledged) {
        while (true) {
            int first = next.getAndAdd(5);
            List<Integer> batch = IntStream.range(first, first + 5).boxed().toList();
            try {
                http.query("INSERT INTO t VALUES "
                        + batch.stream().map(n -> "(" + n + ")").collect(Collectors.joining(",")));
            } catch (IllegalStateException e) {
                return;
            }
            acknowledged.addAll(batch);
        }
    }

    private static HttpResponse<byte[]> insertWithToken(RawHttp http, String token, String rows) {
        return http.post(
                Map.of(
                        "insert_deduplicate", "1",
                        "deduplicate_blocks_in_dependent_materialized_views", "1",
                        "insert_deduplication_token", token),
                ("INSERT INTO t VALUES " + rows).getBytes(StandardCharsets.UTF_8));
    }
}
