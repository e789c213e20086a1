package io.machinenativeops.embedded;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What happens beyond the bounds, on a server whose bounds are low. */
class ClickHouseLimitsIT {

    private static EmbeddedClickHouse clickHouse;
    private static RawHttp http;

    @BeforeAll
    static void start() {
        clickHouse = EmbeddedClickHouse.in(EmbeddedStores.freshFolder())
                .connections(2)
                .patience(Duration.ofSeconds(2))
                .memoryMegabytes(700)
                .maxResultMegabytes(1)
                .maxRequestMegabytes(2)
                .start();
        http = new RawHttp(clickHouse.url());
    }

    @AfterAll
    static void stop() {
        clickHouse.close();
    }

    @Test
    void refusesAResultThatIsTooLongAndSaysToPage() {
        for (Map<String, String> settings : List.<Map<String, String>>of(
                Map.of(), Map.of("result_overflow_mode", "break"), Map.of("max_result_bytes", "0"))) {
            HttpResponse<byte[]> response = post(settings, "SELECT number, 'some text' FROM numbers(1000000)");
            assertThat(RawHttp.text(response)).contains("page by page").contains("1048576");
            assertThat(response.headers().firstValue("X-ClickHouse-Exception-Code"))
                    .contains("396");
        }
        assertThat(post(Map.of(), "SELECT number FROM numbers(1000)").statusCode())
                .isEqualTo(200);
    }

    @Test
    void cutsAResultShortWhereTheCallerAskedForIt() {
        var settings = Map.of("max_result_rows", "10", "result_overflow_mode", "break", "max_block_size", "10");
        assertThat(RawHttp.text(post(settings, "SELECT number FROM numbers(1000000)"))
                        .lines()
                        .count())
                .isBetween(10L, 99L);
    }

    @Test
    void refusesABodyThatIsTooLong() {
        post(Map.of(), "CREATE TABLE IF NOT EXISTS long_body (a String) ENGINE = Memory");
        HttpResponse<byte[]> response = post(Map.of(), "INSERT INTO long_body FORMAT TSV\n" + "x".repeat(3 << 20));
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(RawHttp.text(response)).contains("longer than 2097152 bytes");
        assertThat(RawHttp.text(post(Map.of(), "SELECT count() FROM long_body")))
                .isEqualTo("0\n");
    }

    @Test
    void refusesAQueryThatNeedsTooMuchMemory() {
        HttpResponse<byte[]> response = post(Map.of(), "SELECT length(groupArray(number)) FROM numbers(200000000)");
        assertThat(response.headers().firstValue("X-ClickHouse-Exception-Code")).contains("241");
        assertThat(clickHouse.isHealthy()).isTrue();
    }

    @Test
    void makesRequestsWaitForAConnection() throws Exception {
        assertThat(statuses(6, "SELECT sleep(0.1)")).containsOnly(200);
    }

    @Test
    void refusesRequestsThatWaitedTooLong() throws Exception {
        assertThat(statuses(6, "SELECT sleep(1.8)")).contains(200, 503);
        assertThat(post(Map.of(), "SELECT 1").statusCode()).isEqualTo(200);
    }

    private static List<Integer> statuses(int requests, String sql) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> tasks = IntStream.range(0, requests)
                    .<Callable<Integer>>mapToObj(i -> () -> post(Map.of(), sql).statusCode())
                    .toList();
            return threads.invokeAll(tasks).stream().map(Future::resultNow).toList();
        }
    }

    private static HttpResponse<byte[]> post(Map<String, String> settings, String sql) {
        return http.post(settings, sql.getBytes(StandardCharsets.UTF_8));
    }
}
