package io.machinenativeops.gateway;

import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "mno.security.issuer=https://mno.example",
            "mno.gateway.cors.origins=https://console.example",
            "mno.gateway.connect-again=3s",
            "mno.gateway.limits.route-in-flight=8"
        })
class EdgeIT {

    private static final Upstream USAGE = new Upstream();
    private static final Upstream TEAM = new Upstream();
    private static final String TOKEN = "Bearer some.access.token";
    private static final String PATH = "/api/v1/usage/summary";

    @DynamicPropertySource
    static void routes(DynamicPropertyRegistry properties) {
        properties.add("TOKEN_TRACKING_URL", USAGE::url);
        properties.add("TEAM_RBAC_URL", TEAM::url);
    }

    @LocalServerPort
    int port;

    @Autowired
    MeterRegistry meters;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeEach
    void answer() {
        USAGE.answers(200, "application/json", "{}".getBytes(StandardCharsets.UTF_8));
        TEAM.answers(200, "application/json", "{\"team\":1}".getBytes(StandardCharsets.UTF_8));
    }

    private HttpResponse<String> send(String target, UnaryOperator<HttpRequest.Builder> more) throws Exception {
        var request = more.apply(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target)));
        if (request.build().headers().firstValue("Authorization").isEmpty()) {
            request.header("Authorization", TOKEN);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String target) throws Exception {
        return send(target, UnaryOperator.identity());
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @Test
    void leadsToTheServiceOfEachPath() throws Exception {
        for (var path : new String[] {
            "organizations",
            "teams/1",
            "projects",
            "agents",
            "members/a%2Fb",
            "invitations",
            "roles",
            "role-bindings",
            "permission-denies",
            "api-keys",
            "audit-events",
            "permissions/check",
            "users/1"
        }) {
            assertThat(get("/api/v1/" + path).body()).as(path).isEqualTo("{\"team\":1}");
            assertThat(TEAM.last().target()).isEqualTo("/api/v1/" + path);
        }
        for (var path : new String[] {
            "/oauth2/jwks",
            "/.well-known/openid-configuration",
            "/login",
            "/login/x",
            "/logout",
            "/userinfo",
            "/invitation/x"
        }) {
            assertThat(get(path).body()).as(path).isEqualTo("{\"team\":1}");
        }
        assertThat(get(PATH).body()).isEqualTo("{}");
    }

    @Test
    void passesCookiesAndRedirectsOfTheIssuer() throws Exception {
        TEAM.does(exchange -> {
            exchange.getResponseHeaders().set("Set-Cookie", "a=b; Path=/; HttpOnly");
            exchange.getResponseHeaders().set("Location", "http://mno.example/login?error");
            exchange.sendResponseHeaders(302, -1);
        });

        var reply = get("/oauth2/authorize?client_id=x");

        assertThat(reply.statusCode()).isEqualTo(302);
        assertThat(header(reply, "Set-Cookie")).isEqualTo("a=b; Path=/; HttpOnly");
        assertThat(header(reply, "Location")).isEqualTo("http://mno.example/login?error");
    }

    @Test
    void whatIsInsideStaysInside() throws Exception {
        for (var path : new String[] {
            "/internal/grants/o/s",
            "/internal/",
            "/actuator/prometheus",
            "/actuator/env",
            "/api/v1/../../internal/grants/o/s",
            "/api/v1/teams/..%2f..%2f..%2finternal/grants/o/s",
            "/api/v1/teams/%2e%2e/%2e%2e/%2e%2e/internal/grants/o/s",
            "/login/..;/internal/grants/o/s",
            "/v3/api-docs",
            "//internal/grants/o/s",
            "/INTERNAL/grants/o/s"
        }) {
            TEAM.answers(200, "application/json", "{\"team\":1}".getBytes(StandardCharsets.UTF_8));
            assertThat(raw(path)).as(path).containsAnyOf("HTTP/1.1 404", "HTTP/1.1 400");
            assertThat(TEAM.sawNothing()).as(path).isTrue();
        }
    }

    @Test
    void tellsBrowsersWhatTheyMayDo() throws Exception {
        var reply = get(PATH);
        assertThat(header(reply, "Strict-Transport-Security")).isEqualTo("max-age=31536000");
        assertThat(header(reply, "Content-Security-Policy")).contains("default-src 'none'", "frame-ancestors 'none'");
        assertThat(header(reply, "Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(header(reply, "X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @Test
    void letsPagesOfAllowedSitesReadReplies() throws Exception {
        var leave = send(
                PATH,
                request -> request.method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                        .header("Origin", "https://console.example")
                        .header("Access-Control-Request-Method", "PATCH")
                        .header("Access-Control-Request-Headers", "authorization,if-match"));
        assertThat(leave.statusCode()).isEqualTo(200);
        assertThat(header(leave, "Access-Control-Allow-Origin")).isEqualTo("https://console.example");
        assertThat(header(leave, "Access-Control-Allow-Headers")).contains("authorization", "if-match");
        assertThat(header(leave, "Access-Control-Allow-Credentials")).isEmpty();
        assertThat(USAGE.sawNothing()).isTrue();

        var allowed = send(PATH, request -> request.header("Origin", "https://console.example"));
        assertThat(header(allowed, "Access-Control-Allow-Origin")).isEqualTo("https://console.example");
        assertThat(header(allowed, "Access-Control-Expose-Headers")).contains("RateLimit", "ETag");

        var other = send(PATH, request -> request.header("Origin", "https://evil.example"));
        assertThat(other.statusCode()).isEqualTo(200);
        assertThat(header(other, "Access-Control-Allow-Origin")).isEmpty();
        var refused = send(
                PATH,
                request -> request.method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                        .header("Origin", "https://evil.example")
                        .header("Access-Control-Request-Method", "PATCH"));
        assertThat(header(refused, "Access-Control-Allow-Origin")).isEmpty();
        assertThat(header(refused, "Access-Control-Allow-Methods")).isEmpty();
    }

    @Test
    void showsTheDescriptionsOfAllServices() throws Exception {
        var page = get("/docs");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(header(page, "Content-Type")).startsWith("text/html");
        assertThat(header(page, "Content-Security-Policy"))
                .contains("script-src 'self';", "frame-ancestors 'none'")
                .doesNotContain("'unsafe-eval'");
        assertThat(page.body()).doesNotContain("http://", "https://");
        var sources = Pattern.compile("(?:src|href)=\"(/[^\"]+)\"").matcher(page.body());
        while (sources.find()) {
            assertThat(get(sources.group(1)).statusCode()).as(sources.group(1)).isEqualTo(200);
        }
        var head = send("/docs", request -> request.HEAD());
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(header(head, "Content-Length")).isEqualTo(header(page, "Content-Length"));

        assertThat(get("/").statusCode()).isEqualTo(303);
        assertThat(header(get("/"), "Location")).isEqualTo("/docs");
        assertThat(get("/docs/services").body()).contains("\"token-tracking\"");
        assertThat(get("/docs/api/token-tracking.yaml").body()).startsWith("openapi:");
        assertThat(get("/docs/api/nothing.yaml").statusCode()).isEqualTo(404);
    }

    @Test
    void writesOneLineARequestWithoutPathsAndSecrets() throws Exception {
        var lines = new ListAppender<ILoggingEvent>();
        var log = (Logger) LoggerFactory.getLogger("access");
        lines.start();
        log.addAppender(lines);
        try {
            send(
                    "/invitation/s3cret?token=s3cret",
                    request -> request.header("Authorization", "Bearer s3cret").header("X-Request-Id", "run-1"));
            await().until(() -> !lines.list.isEmpty());
        } finally {
            log.detachAppender(lines);
        }
        var line = lines.list.getFirst();
        Map<String, String> fields = line.getKeyValuePairs().stream()
                .collect(Collectors.toMap(pair -> pair.key, pair -> String.valueOf(pair.value)));
        assertThat(fields)
                .containsEntry("http.request.method", "GET")
                .containsEntry("http.response.status_code", "200")
                .containsEntry("http.request.id", "run-1")
                .containsEntry("mno.route", "team-rbac")
                .containsKeys("event.duration", "http.response.bytes");
        assertThat(Long.parseLong(String.valueOf(fields.get("http.response.bytes"))))
                .isGreaterThanOrEqualTo(10);
        assertThat(line.getFormattedMessage()).isEqualTo("GET team-rbac 200");
        assertThat(line.getFormattedMessage() + fields).doesNotContain("s3cret");
    }

    @Test
    void aServiceThatIsAwayDisturbsNoOther() throws Exception {
        get("/api/v1/teams");
        TEAM.stop();
        try {
            // The first finds a kept connection closed, and all the others none.
            var reading = client.sendAsync(team().build(), BodyHandlers.ofString());
            await().until(() -> retries() > 0);
            var writing = client.sendAsync(
                    team().POST(HttpRequest.BodyPublishers.ofString("{}")).build(), BodyHandlers.ofString());
            for (var request = 0; request < 30; request++) {
                assertThat(get(PATH).statusCode()).isEqualTo(200);
            }
            TEAM.start();
            assertThat(reading.get(60, TimeUnit.SECONDS).body()).isEqualTo("{\"team\":1}");
            assertThat(writing.get(60, TimeUnit.SECONDS).body()).isEqualTo("{\"team\":1}");
        } finally {
            TEAM.stop();
            TEAM.start();
        }
    }

    @Test
    void aServiceThatHangsLeavesPlacesForTheOthers() throws Exception {
        var begun = new CountDownLatch(8);
        var proceed = new CountDownLatch(1);
        TEAM.does(exchange -> {
            begun.countDown();
            try {
                assertThat(proceed.await(60, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            exchange.sendResponseHeaders(204, -1);
        });
        var held = new ArrayList<CompletableFuture<HttpResponse<String>>>();
        for (var one = 0; one < 8; one++) {
            held.add(client.sendAsync(team().build(), BodyHandlers.ofString()));
        }
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();

        var refused = get("/api/v1/teams");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).contains("\"too-many-requests\"", "8 requests to the service for this path");
        assertThat(get(PATH).statusCode()).isEqualTo(200);

        proceed.countDown();
        for (var one : held) {
            assertThat(one.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(204);
        }
        await().until(() -> get("/api/v1/teams").statusCode() == 204);
    }

    private HttpRequest.Builder team() {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/teams"))
                .header("Authorization", TOKEN);
    }

    private double retries() {
        return meters.get("mno.gateway.retries").counter().count();
    }

    /** Sends a path as it is, which clients would tidy up. */
    private String raw(String path) throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: a\r\nAuthorization: " + TOKEN
                                    + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
