package io.machinenativeops.gateway;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = "mno.gateway.read-timeout=1s")
class GatewayIT {

    private static final Upstream UPSTREAM = new Upstream();
    private static final int LIMIT = 16 << 20;
    private static final String USAGE = "/api/v1/usage/summary";

    @DynamicPropertySource
    static void route(DynamicPropertyRegistry properties) {
        properties.add("TOKEN_TRACKING_URL", UPSTREAM::url);
    }

    @LocalServerPort
    int port;

    private final AtomicLong sent = new AtomicLong();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeEach
    void answer() {
        UPSTREAM.answers(200, "application/json", "{}".getBytes(StandardCharsets.UTF_8));
    }

    /** With a token, which only services look at. */
    private HttpRequest request(String target, UnaryOperator<HttpRequest.Builder> more) {
        var request = more.apply(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target)));
        if (request.build().headers().firstValue("Authorization").isEmpty()) {
            request.header("Authorization", "Bearer some.access.token");
        }
        return request.build();
    }

    private HttpResponse<byte[]> send(String target, UnaryOperator<HttpRequest.Builder> more) throws Exception {
        return client.send(request(target, more), BodyHandlers.ofByteArray());
    }

    private HttpResponse<byte[]> get(String target) throws Exception {
        return send(target, UnaryOperator.identity());
    }

    private static JsonNode problem(HttpResponse<byte[]> response, int status, String code) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
        var document = JsonMapper.builder().build().readTree(response.body());
        assertThat(document.get("code").asString()).isEqualTo(code);
        assertThat(document.get("status").asInt()).isEqualTo(status);
        return document;
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static byte[] gzip(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void passesRequestsAsTheyWereWritten() throws Exception {
        var body = gzip("{\"events\":[]}");

        send(
                "/api/v1/usage-events?a=1%202&b=%2B&c=x+y&a=3",
                request -> request.header("Authorization", "Bearer abc")
                        .header("Content-Encoding", "gzip")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(body)));

        var received = UPSTREAM.last();
        assertThat(received.method()).isEqualTo("POST");
        assertThat(received.target()).isEqualTo("/api/v1/usage-events?a=1%202&b=%2B&c=x+y&a=3");
        assertThat(received.body()).isEqualTo(new String(body, StandardCharsets.ISO_8859_1));
        assertThat(received.headers().getFirst("Authorization")).isEqualTo("Bearer abc");
        assertThat(received.headers().getFirst("Content-Encoding")).isEqualTo("gzip");
        assertThat(received.headers().getFirst("Content-Type")).isEqualTo("application/json");
        assertThat(received.headers().getFirst("Content-Length")).isEqualTo(Integer.toString(body.length));
    }

    @Test
    void leavesTheRefusalOfAQueryToTheService() throws Exception {
        for (var query : new String[] {"%00=%00", "=true", "agent=%ff%fe", "agent=%00"}) {
            assertThat(get(USAGE + "?" + query).statusCode()).as(query).isEqualTo(200);
            assertThat(UPSTREAM.last().target()).isEqualTo(USAGE + "?" + query);
        }
    }

    @Test
    void routesEveryPathOfTheService() throws Exception {
        for (var path : new String[] {
            "/api/v1/usage-events",
            "/api/v1/usage/events/e-1",
            "/api/v1/prices",
            "/api/v1/prices/versions",
            "/otlp/v1/traces"
        }) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(200);
            assertThat(UPSTREAM.last().target()).isEqualTo(path);
        }
    }

    @Test
    void leavesFormsInTheBody() throws Exception {
        send(
                "/api/v1/usage-events",
                request -> request.header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("{\"a\":1}")));

        assertThat(UPSTREAM.last().body()).isEqualTo("{\"a\":1}");
    }

    @Test
    void passesBodiesWithoutAnnouncedLength() throws Exception {
        var body = new byte[300_000];
        send(
                "/otlp/v1/traces",
                request -> request.POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))));

        assertThat(UPSTREAM.last().body()).isEqualTo(new String(body, StandardCharsets.ISO_8859_1));
    }

    @Test
    void passesRepliesUntouched() throws Exception {
        var body = gzip("what was asked");
        UPSTREAM.does(exchange -> {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            exchange.getResponseHeaders().set("ETag", "\"1\"");
            exchange.getResponseHeaders().add("Link", "<a>");
            exchange.getResponseHeaders().add("Link", "<b>");
            exchange.sendResponseHeaders(202, body.length);
            exchange.getResponseBody().write(body);
        });

        var response = send(USAGE, request -> request.header("If-None-Match", "\"1\""));

        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(response.body()).isEqualTo(body);
        assertThat(header(response, "Content-Encoding")).isEqualTo("gzip");
        assertThat(response.headers().allValues("Link")).containsExactly("<a>", "<b>");
        assertThat(header(response, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(response, "X-Frame-Options")).isEqualTo("DENY");
    }

    @Test
    void passesErrorsOfTheServiceOn() throws Exception {
        UPSTREAM.answers(422, "application/problem+json", "{\"code\":\"own\"}".getBytes(StandardCharsets.UTF_8));
        var response = get(USAGE);
        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(response.body()).asString().isEqualTo("{\"code\":\"own\"}");
    }

    @Test
    void keepsSaneRequestIdsAndMakesTheOthers() throws Exception {
        var kept = send(USAGE, request -> request.header("X-Request-Id", "run-7.a_b:c"));
        assertThat(header(kept, "X-Request-Id")).isEqualTo("run-7.a_b:c");
        assertThat(UPSTREAM.last().headers().get("X-Request-Id")).containsExactly("run-7.a_b:c");

        for (var insane : new String[] {"two words", "<script>", "x".repeat(129)}) {
            var made = send(USAGE, request -> request.header("X-Request-Id", insane));
            assertThat(header(made, "X-Request-Id")).hasSize(36).isNotEqualTo(insane);
            assertThat(UPSTREAM.last().headers().getFirst("X-Request-Id")).isEqualTo(header(made, "X-Request-Id"));
        }
        assertThat(header(get("/nowhere"), "X-Request-Id")).hasSize(36);
    }

    @Test
    void leadsTheTraceOfTheCallerOn() throws Exception {
        send(
                USAGE,
                request -> request.header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));

        // The same trace, but now the gateway's span is the parent.
        assertThat(UPSTREAM.last().headers().get("traceparent"))
                .singleElement()
                .satisfies(parent -> assertThat(parent)
                        .startsWith("00-0af7651916cd43dd8448eb211c80319c-")
                        .doesNotContain("b7ad6b7169203331"));
    }

    @Test
    void saysItselfWhereARequestComesFrom() throws Exception {
        send(
                USAGE,
                request -> request.header("X-Forwarded-For", "6.6.6.6")
                        .header("X-Forwarded-Prefix", "/evil")
                        .header("Forwarded", "for=6.6.6.6")
                        .header("X-Real-IP", "6.6.6.6")
                        .header("X-Mno-Org", "other")
                        .header("X-Custom", "stays"));

        var headers = UPSTREAM.last().headers();
        assertThat(headers.get("X-Forwarded-For")).containsExactly("127.0.0.1");
        assertThat(headers.get("X-Forwarded-Host")).containsExactly("127.0.0.1:" + port);
        assertThat(headers.get("X-Forwarded-Proto")).containsExactly("http");
        assertThat(headers.get("X-Custom")).containsExactly("stays");
        assertThat(headers)
                .doesNotContainKeys("X-Forwarded-Prefix", "Forwarded", "X-Real-IP", "X-mno-org", "X-Mno-Org");
    }

    @Test
    void keepsHeadersOfTheConnectionToItself() throws Exception {
        raw(
                "GET " + USAGE
                        + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer a\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nTE: trailers\r\n\r\n");

        var headers = UPSTREAM.last().headers();
        assertThat(headers.get("X-Hop")).isNull();
        assertThat(headers.get("TE")).isNull();
        assertThat(headers.getFirst("Connection")).isNotEqualTo("close, X-Hop");
    }

    @Test
    void answersUnknownPathsWithAProblem() throws Exception {
        assertThat(problem(get("/api/v1/nothing"), 404, "not-found")
                        .get("detail")
                        .asString())
                .contains("/api/v1/nothing");
        assertThat(UPSTREAM.sawNothing()).isTrue();
    }

    @Test
    void passesIdsWithAnyCharacterOn() throws Exception {
        for (var id :
                new String[] {"a%2Fb", "%2Fagents%2Fx%2042", "https%3A%2F%2Fx", "100%25", "a%252Fb", "a%3Bb", "a%5Cb"
                }) {
            assertThat(get("/api/v1/usage/events/" + id).statusCode()).as(id).isEqualTo(200);
            assertThat(UPSTREAM.last().target()).isEqualTo("/api/v1/usage/events/" + id);
        }
    }

    @Test
    void letsNoPathThatMeansTwoThingsReachAService() throws Exception {
        for (var path : new String[] {
            "/api/v1/usage/events/..%2F..%2Fprices",
            "/api/v1/usage/events/..%2f..%2fprices",
            "/api/v1/usage/events/%2e%2e/prices",
            "/api/v1/usage/../prices",
            "/api/v1/usage/..;/prices",
            "/api/v1/usage;x/events",
            "/api/v1/usage/events;x",
            "/api/v1/usage//events",
            "//api/v1/usage/events",
            "/api/v1/usage\\events",
            "/api/v1/usage/..%5C..%5Cprices",
            "/api/v1/usage/%00",
            "/api/v1/usage/%c0%ae%c0%ae/prices",
            "/api/v1/usage/%",
            "/actuator/health/..%2F..%2Fwhoami",
            "/otlp/../actuator/prometheus",
            "api/v1/usage"
        }) {
            assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                    .as(path)
                    .startsWith("HTTP/1.1 400")
                    .contains("application/problem+json")
                    .contains("malformed-request");
        }
        for (var path : new String[] {
            "/api%2Fv1/usage/events",
            "/api/v1/usage%2Fevents%2Fx",
            "/api/v1%2Fusage",
            "/actuator%2Fhealth",
            "/actuator/health/a%2Fb",
            "/api/v1/usage%252Fevents"
        }) {
            problem(get(path), 404, "not-found");
        }
        assertThat(get("/actuator/health/%252e%252e%252fenv").statusCode()).isEqualTo(404);
        assertThat(UPSTREAM.sawNothing()).isTrue();
    }

    @Test
    void answersWhatIsNoHttpWithAProblem() throws Exception {
        for (var head : new String[] {
            "GET " + USAGE + " HTTP/1.1\r\n\r\n",
            "G(T " + USAGE + " HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET " + USAGE + " HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(70_000) + "\r\n\r\n"
        }) {
            assertThat(raw(head)).startsWith("HTTP/1.1 400").contains("malformed-request");
        }
        assertThat(UPSTREAM.sawNothing()).isTrue();
    }

    @Test
    void tellsEverybodyWhetherItIsUpAndNoMore() throws Exception {
        for (var path : new String[] {"/actuator/health", "/actuator/health/readiness"}) {
            var response = get(path);
            assertThat(response.statusCode()).isEqualTo(200);
            var health = JsonMapper.builder().build().readTree(response.body());
            assertThat(health.get("status").asString()).isEqualTo("UP");
            assertThat(health.has("components") || health.has("details")).isFalse();
        }
        problem(get("/actuator/prometheus"), 404, "not-found");
        problem(get("/actuator/env"), 404, "not-found");
    }

    @Test
    void refusesABodyThatAnnouncesTooMuch() throws Exception {
        var response =
                send("/api/v1/usage-events", request -> request.POST(BodyPublishers.ofByteArray(new byte[LIMIT + 1])));

        assertThat(problem(response, 413, "payload-too-large").get("detail").asString())
                .contains("16777216");
        assertThat(UPSTREAM.sawNothing()).isTrue();
        assertThat(send("/api/v1/usage-events", request -> request.POST(BodyPublishers.ofByteArray(new byte[LIMIT])))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void refusesABodyThatGrowsTooLong() throws Exception {
        var response = send(
                "/api/v1/usage-events",
                request -> request.POST(
                        BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[LIMIT + 1]))));

        problem(response, 413, "payload-too-large");
        assertThat(UPSTREAM.sawNothing())
                .as("the service took a part for the whole")
                .isTrue();
    }

    @Test
    void stopsReadingAnEndlessBody() throws Exception {
        assertThat(endless(Long.MAX_VALUE)).startsWith("HTTP/1.1 413");
        // 16 MiB are the limit, 2 MiB more are swallowed, and the system buffers some.
        assertThat(sent.get()).isLessThan(64L << 20);
    }

    @Test
    void answersABrokenBodyWithAProblem() throws Exception {
        assertThat(
                        raw(
                                "POST /api/v1/usage-events HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer a\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\nx"))
                .startsWith("HTTP/1.1 400")
                .contains("malformed-request");
    }

    @Test
    void refusesHeadersThatAreTooLarge() throws Exception {
        problem(send(USAGE, request -> request.header("X-Long", "x".repeat(40_000))), 431, "headers-too-large");
        assertThat(UPSTREAM.sawNothing()).isTrue();
    }

    @Test
    void answersForASilentService() throws Exception {
        var done = new CountDownLatch(1);
        UPSTREAM.does(exchange -> awaitQuietly(done));

        problem(get(USAGE), 504, "upstream-timeout");

        done.countDown();
    }

    @Test
    void answersForADeadServiceAndGoesOnWhenItIsBack() throws Exception {
        UPSTREAM.stop();
        try {
            var response = get(USAGE);
            problem(response, 503, "unavailable");
            assertThat(header(response, "Retry-After")).isEqualTo("1");
            for (var request = 0; request < 30; request++) {
                problem(get(USAGE), 503, "unavailable");
            }
            assertThat(problem(get(USAGE), 503, "unavailable").get("detail").asString())
                    .contains("failed too often");
        } finally {
            UPSTREAM.start();
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> get(USAGE).statusCode() == 200);
    }

    @Test
    void passesTheAnswerOfAServiceThatReadsNoBody() throws Exception {
        var answered = new CountDownLatch(1);
        UPSTREAM.does(exchange -> {
            exchange.sendResponseHeaders(401, 0);
            exchange.getResponseBody().write("refused".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            awaitQuietly(answered);
        });

        assertThat(endless(LIMIT)).startsWith("HTTP/1.1 401");
        answered.countDown();
    }

    @Test
    void letsAReplyBreakOffWhereTheServiceBrokeOff() {
        UPSTREAM.does(exchange -> {
            exchange.sendResponseHeaders(200, 100_000);
            exchange.getResponseBody().write(new byte[10_000]);
            exchange.getResponseBody().flush();
            throw new IOException("planned");
        });

        assertThatThrownBy(() -> get(USAGE)).isInstanceOf(IOException.class);
    }

    @Test
    void passesEventsOneByOne() throws Exception {
        var proceed = new CountDownLatch(1);
        UPSTREAM.does(exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            event(exchange.getResponseBody(), "first");
            awaitQuietly(proceed);
            event(exchange.getResponseBody(), "second");
        });

        var response = client.send(
                request("/api/v1/usage/live", request -> request.header("Accept", "text/event-stream")),
                BodyHandlers.ofInputStream());
        try (var in = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            assertThat(header(response, "Content-Type")).startsWith("text/event-stream");
            assertThat(in.readLine()).isEqualTo("data: first");
            // Longer than the read timeout: a stream may be silent. Only now is the second event sent at all.
            TimeUnit.MILLISECONDS.sleep(1500);
            proceed.countDown();
            assertThat(in.readLine()).isEmpty();
            assertThat(in.readLine()).isEqualTo("data: second");
        }
    }

    @Test
    void passesABodyOnWhileItComes() throws Exception {
        var first = new CountDownLatch(1);
        var all = new AtomicLong();
        UPSTREAM.does(exchange -> {
            var body = exchange.getRequestBody();
            all.addAndGet(body.readNBytes(1 << 20).length);
            first.countDown();
            all.addAndGet(count(body));
            exchange.sendResponseHeaders(204, -1);
        });
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            var out = socket.getOutputStream();
            out.write(("POST /api/v1/usage-events HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer a\r\nContent-Length: "
                            + LIMIT + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            // One buffer more than the service waits for; the rest is not even sent before it has read that.
            out.write(new byte[(1 << 20) + (1 << 16)]);
            out.flush();
            assertThat(first.await(60, TimeUnit.SECONDS)).isTrue();
            out.write(new byte[LIMIT - (1 << 20) - (1 << 16)]);
            out.flush();
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            assertThat(in.readLine()).startsWith("HTTP/1.1 204");
        }
        assertThat(all).hasValue(LIMIT);
    }

    @Test
    void answersWhatBrowsersAskBeforehandItself() throws Exception {
        var asked = send(
                "/api/v1/usage-events",
                request -> request.method("OPTIONS", BodyPublishers.noBody())
                        .header("Origin", "https://evil.example")
                        .header("Access-Control-Request-Method", "POST")
                        .header("Authorization", "Bearer mno_live_x"));
        assertThat(asked.statusCode()).isEqualTo(403);
        assertThat(asked.headers().map().keySet())
                .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control-"));
        assertThat(UPSTREAM.sawNothing()).isTrue();

        assertThat(send("/api/v1/usage-events", request -> request.method("OPTIONS", BodyPublishers.noBody()))
                        .statusCode())
                .as("what is no such question is the service's to answer")
                .isEqualTo(200);
    }

    @Test
    void endsTheStreamOfTheServiceWhenTheCallerLeaves() throws Exception {
        var left = new CountDownLatch(1);
        UPSTREAM.does(exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            try {
                while (true) {
                    event(exchange.getResponseBody(), "tick");
                    TimeUnit.MILLISECONDS.sleep(50);
                }
            } catch (IOException gone) {
                left.countDown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        var response = client.send(
                request("/api/v1/usage/live", request -> request.header("Accept", "text/event-stream")),
                BodyHandlers.ofInputStream());
        var first = response.body().readNBytes(11);
        assertThat(new String(first, StandardCharsets.UTF_8)).isEqualTo("data: tick\n");
        response.body().close();

        assertThat(left.await(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void passesALongReplyWithoutHoldingIt() throws Exception {
        var length = 300L << 20;
        UPSTREAM.does(exchange -> {
            exchange.sendResponseHeaders(200, length);
            var part = new byte[1 << 20];
            for (var sent = 0L; sent < length; sent += part.length) {
                exchange.getResponseBody().write(part);
            }
        });
        var response = client.send(request(USAGE, UnaryOperator.identity()), BodyHandlers.ofInputStream());
        assertThat(count(response.body())).isEqualTo(length);
    }

    private static long count(InputStream in) throws IOException {
        var total = 0L;
        var buffer = new byte[1 << 16];
        for (var read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            total += read;
        }
        return total;
    }

    private static void event(OutputStream out, String data) throws IOException {
        out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends a chunked body of that many bytes, or until nobody takes it; returns the first line of the answer. */
    private String endless(long length) throws IOException {
        sent.set(0);
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            var out = socket.getOutputStream();
            out.write(
                    "POST /api/v1/usage-events HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer a\r\nTransfer-Encoding: chunked\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            var chunk = ("10000\r\n" + "x".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            Thread.ofVirtual().start(() -> {
                try {
                    while (sent.addAndGet(0x10000) <= length) {
                        out.write(chunk);
                    }
                } catch (IOException closed) {
                    // As it should be.
                }
            });
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            return in.readLine();
        }
    }

    /** Sends bytes as they are and returns what comes until the connection ends. */
    private String raw(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var lines = new ArrayList<String>();
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                lines.add(line);
            }
            return String.join("\n", lines);
        }
    }
}
