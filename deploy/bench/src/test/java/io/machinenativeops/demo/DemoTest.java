package io.machinenativeops.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.machinenativeops.bench.Http;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class DemoTest {

    private static final JsonMapper JSON = new JsonMapper();

    /** What the gateway was sent, by event id. */
    private final Map<String, String> taken = new ConcurrentHashMap<>();

    private final AtomicInteger busy = new AtomicInteger();
    private final CountDownLatch live = new CountDownLatch(1);
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    private HttpServer gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext("/api/v1/usage-events", this::take);
        gateway.start();
    }

    @AfterEach
    void stop() {
        gateway.stop(0);
    }

    @Test
    void doublesNothingWhenItIsPlayedAgain(@TempDir Path home) throws Exception {
        assertThat(run(home, "--days", "2", "--no-live")).isZero();
        var first = Map.copyOf(taken);
        assertThat(first).isNotEmpty();

        assertThat(run(home, "--days", "2", "--no-live")).isZero();

        assertThat(taken).containsAllEntriesOf(first);
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("were there already")
                .contains("groupBy=tag:team");
    }

    @Test
    void comesAgainWhileTheStackIsBusy(@TempDir Path home) throws Exception {
        busy.set(1);

        assertThat(run(home, "--days", "1", "--no-live")).isZero();

        assertThat(taken).isNotEmpty();
    }

    @Test
    void goesOnAsTimeDoes() throws Exception {
        var noon = Instant.parse("2026-11-18T10:00:00Z");
        try (var http = new Http("Bearer k", Duration.ofSeconds(5));
                var thread = Executors.newSingleThreadExecutor()) {
            var demo = new Demo(new Delivery(http, url()), 1, Clock.systemUTC(), out);
            var playing = thread.submit(() -> {
                demo.live(noon, 10_000);
                return null;
            });
            assertThat(live.await(60, TimeUnit.SECONDS)).isTrue();
            playing.cancel(true);
        }
        assertThat(taken.keySet()).allMatch(id -> id.startsWith("demo-1-2026-11-18-") && id.contains("@"));
    }

    @Test
    void saysWhatItExpects(@TempDir Path home) throws Exception {
        assertThat(run(home, "--days", "400")).isEqualTo(2);
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("--days is 400");
    }

    private int run(Path home, String... arguments) throws Exception {
        Files.writeString(home.resolve("credentials.json"), """
                {"gatewayUrl":"%s","organizationId":"o-1","projectId":"p-1","apiKey":"k"}""".formatted(url()));
        var status = """
                [{"name":"token-tracking","pid":1,"port":9001,"state":"ready"}]""";
        return Main.run(List.of(arguments), Map.of("MNO_HOME", home.toString(), "MNO_STATUS", status), out, out);
    }

    private String url() {
        return "http://127.0.0.1:" + gateway.getAddress().getPort();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody().readAllBytes();
            if (busy.getAndDecrement() > 0) {
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            int duplicates = 0;
            var events = JSON.readTree(body).get("events");
            for (var event : events.values()) {
                var before = taken.put(event.get("eventId").asString(), event.toString());
                duplicates += before == null ? 0 : 1;
            }
            live.countDown();
            var reply = "{\"accepted\":%d,\"duplicates\":%d,\"rejected\":[]}"
                    .formatted(events.size() - duplicates, duplicates)
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(202, reply.length);
            exchange.getResponseBody().write(reply);
        }
    }
}
