package io.machinenativeops.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.machinenativeops.gateway.exchange.Issuer;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Secrets in every place where one can stand, and a search for them in all that the gateway leaves behind. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "management.tracing.sampling.probability=1",
            "mno.gateway.issuer.gateway-secret=gateway+secret/",
            "mno.gateway.issuer.bff-secret=bff-secret",
            "mno.gateway.max-body=1KB"
        })
class SecretsIT {

    private static final Upstream USAGE = new Upstream();
    private static final Issuer TEAM = new Issuer();
    private static final Queue<SpanData> SPANS = new ConcurrentLinkedQueue<>();

    /** In every secret below. */
    private static final String MARK = "PLANTED";

    private static final String SECRET = MARK + "x".repeat(43 - MARK.length());
    private static final String KEY = Issuer.wellFormed(MARK + "y".repeat(32 - MARK.length()));
    private static final String MISTYPED = KEY.substring(0, KEY.length() - 1) + "!";

    @DynamicPropertySource
    static void routes(DynamicPropertyRegistry properties) {
        properties.add("TOKEN_TRACKING_URL", USAGE::url);
        properties.add("TEAM_RBAC_URL", TEAM::url);
    }

    @TestConfiguration
    static class Spans {

        @Bean
        SpanProcessor keptSpans() {
            return new SpanProcessor() {
                @Override
                public void onStart(Context parent, ReadWriteSpan span) {}

                @Override
                public boolean isStartRequired() {
                    return false;
                }

                @Override
                public void onEnd(ReadableSpan span) {
                    SPANS.add(span.toSpanData());
                }

                @Override
                public boolean isEndRequired() {
                    return true;
                }
            };
        }
    }

    @LocalServerPort
    int port;

    @Autowired
    MeterRegistry meters;

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger everything = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

    @BeforeEach
    void listen() {
        USAGE.answers(200, "application/json", "{}".getBytes(StandardCharsets.UTF_8));
        lines.start();
        everything.addAppender(lines);
    }

    @AfterEach
    void leave() {
        everything.detachAppender(lines);
    }

    @Test
    void leavesNoSecretInLogsTracesAndMetrics() throws Exception {
        var requests = requests();
        for (var request : requests) {
            raw(request);
        }
        TEAM.answers(500);
        raw(get("/api/v1/usage/summary", "Authorization: Bearer " + KEY));
        raw(get("/auth/callback?code=" + SECRET + "&state=" + SECRET, "Cookie: mno_begun=" + SECRET));
        TEAM.stop();
        raw(get("/invitation/" + SECRET + "?token=" + SECRET));
        raw(get("/api/v1/usage/summary", "Authorization: Bearer " + KEY));
        USAGE.does(_ -> {
            throw new IOException("planned");
        });
        raw(get("/api/v1/usage/events/" + SECRET + "?key=" + SECRET, "Authorization: Bearer " + SECRET));
        var sent = requests.size() + 5;
        await().until(() -> List.copyOf(lines.list).stream()
                        .filter(line -> line.getLoggerName().equals("access"))
                        .count()
                >= sent);

        assertThat(logged()).as("log").contains("GET team-rbac").doesNotContain(MARK);
        assertThat(SPANS).hasSizeGreaterThan(10);
        assertThat(SPANS.stream().map(SecretsIT::text).collect(Collectors.joining("\n")))
                .as("traces")
                .contains("/invitation/**")
                .doesNotContain(MARK);
        assertThat(meters.getMeters().stream()
                        .map(meter -> meter.getId().toString())
                        .collect(Collectors.joining("\n")))
                .as("metrics")
                .contains("http.server.requests", "/invitation/**")
                .doesNotContain(MARK);
    }

    private static List<String> requests() {
        var requests = new ArrayList<String>();
        var query = "?code=%s&state=%s&token=%s&key=%s&password=%s".replace("%s", SECRET);
        for (var target : List.of(
                "/invitation/" + SECRET,
                "/invitation/" + SECRET + query,
                "/oauth2/authorize" + query,
                "/login" + query,
                "/connect/logout?id_token_hint=" + SECRET,
                "/auth/login?return=/" + SECRET,
                "/auth/callback" + query,
                "/auth/callback?error=" + SECRET + "&state=" + SECRET,
                "/nowhere/" + SECRET + query,
                "/docs/" + SECRET + query,
                "/actuator/" + SECRET,
                "/actuator/health/" + SECRET,
                "/invitation/" + SECRET + "%",
                "/invitation/" + SECRET + "/../x",
                "/invitation/" + SECRET + "%00",
                "/invitation/" + SECRET + "|<>{}",
                "/invitation/" + SECRET + "?token=" + SECRET + "|<>{}",
                "invitation/" + SECRET,
                "/api/v1/usage/events/" + SECRET + query)) {
            requests.add(get(target));
            requests.add(get(target, "Authorization: Bearer a.b.c"));
        }
        var basic = Base64.getEncoder().encodeToString(("user:" + KEY).getBytes(StandardCharsets.UTF_8));
        for (var header : List.of(
                "Authorization: Bearer " + KEY,
                "Authorization: Bearer " + MISTYPED,
                "Authorization: " + KEY,
                "Authorization: Basic " + basic,
                "Authorization: Basic " + MARK + "!",
                "Authorization: Bearer " + SECRET,
                "Authorization: Strange " + SECRET,
                "Cookie: mno_session=" + SECRET,
                "Cookie: mno_session=\"" + SECRET,
                "Cookie: mno_session=" + SECRET + "\u0001; =" + SECRET,
                "X-CSRF-Token: " + SECRET,
                "X-Request-Id: " + KEY,
                "X-Forwarded-For: " + SECRET,
                "X-Mno-Organization: " + SECRET,
                "traceparent: " + SECRET,
                "tracestate: a=" + SECRET,
                "baggage: a=" + SECRET,
                "Bad Header: " + SECRET,
                "X-Long: " + SECRET + "x".repeat(35_000),
                "X-Long: " + SECRET + "x".repeat(70_000))) {
            requests.add(get("/api/v1/usage/summary", header));
            requests.add(get("/invitation/x", header));
        }
        requests.add(post("application/x-www-form-urlencoded", "token=" + SECRET));
        requests.add(post("application/json", "{\"password\":\"" + SECRET + "\"}"));
        requests.add(post("application/json", SECRET + "x".repeat(2_000)));
        requests.add("G(T /invitation/" + SECRET + " HTTP/1.1\r\nHost: a\r\n\r\n");
        requests.add("GET /invitation/" + SECRET + " HTTP/9\r\nHost: a\r\n\r\n");
        requests.add("GET /invitation/" + SECRET + " HTTP/1.1\r\nHost: " + SECRET + "|\r\n\r\n");
        return requests;
    }

    private static String get(String target, String... headers) {
        var more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        return "GET " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + more + "\r\n";
    }

    private static String post(String type, String body) {
        return "POST /invitation/" + SECRET + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: " + type
                + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    /** Sends bytes as they are, and reads whatever comes until the connection ends. */
    private void raw(String request) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getInputStream().readAllBytes();
        } catch (IOException refused) {
            // A request that is cut off is one of those that are meant.
        }
    }

    private String logged() {
        return List.copyOf(lines.list).stream()
                .filter(line -> line.getLevel().isGreaterOrEqual(Level.INFO))
                .map(line -> line.getLoggerName() + " " + line.getFormattedMessage() + " " + line.getKeyValuePairs()
                        + line.getMDCPropertyMap()
                        + (line.getThrowableProxy() == null
                                ? ""
                                : ThrowableProxyUtil.asString(line.getThrowableProxy())))
                .collect(Collectors.joining("\n"));
    }

    private static String text(SpanData span) {
        return span.getName()
                + span.getAttributes()
                + span.getStatus()
                + span.getEvents().stream()
                        .map(event -> event.getName() + event.getAttributes())
                        .toList();
    }
}
