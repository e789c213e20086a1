package io.machinenativeops.tokentracking.ingest;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

import io.machinenativeops.embedded.EmbeddedStores;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Requests that are hostile as HTTP: whatever is sent, the service does not fail, and takes the next good one. */
class HostileHttpIT {

    private static final List<String> ROUTES =
            List.of("/api/v1/usage-events", "/otlp/v1/traces", "/otlp/v1/logs", "/otlp/v1/metrics");
    private static final String[] ENCODINGS = {
        "gzip", "deflate", "identity", "x-gzip", "zstd", "br", "gzip, gzip", "GZIP", ","
    };
    private static final String[] TYPES = {
        "application/json",
        "application/x-protobuf",
        "application/json;charset=utf-16",
        "application/json;charset=nonsense",
        "application/cloudevents-batch+json",
        "multipart/form-data",
        "application/x-www-form-urlencoded",
        "*/*",
        "a/b;c",
        "nonsense",
        "application/json, application/json"
    };
    private static final String[] ACCEPTED = {"*/*", "text/html", "application/json;q=2", "nonsense", "image/*;q=0", ","
    };

    private static IngestService service;

    @BeforeAll
    static void start() {
        service = IngestService.on(
                EmbeddedStores.redisUrl(),
                "--spring.cloud.stream.redis-streams.binder.key-prefix=" + EmbeddedStores.freshKeyPrefix(),
                "--server.tomcat.connection-timeout=1s");
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @AfterEach
    void theNextGoodRequestIsTaken() {
        assertThat(service.events(good()).status()).isEqualTo(202);
    }

    @Test
    void neverFailsOnBytesThatAreNotWhatTheirHeadersSay() throws IOException {
        var random = new Random(20261123);
        for (var round = 0; round < 300; round++) {
            var route = ROUTES.get(random.nextInt(ROUTES.size()));
            // Half of them are what they say: others would seldom come further than their headers.
            var honest = random.nextBoolean();
            var encoding = any(ENCODINGS, random);
            var type = honest ? TYPES[random.nextInt(2)] : any(TYPES, random);
            var accepted = any(ACCEPTED, random);
            var packing = honest ? encoding : any(ENCODINGS, random);
            var body = changed(packed(good().getBytes(StandardCharsets.UTF_8), packing), random);

            var reply = service.send(
                    route,
                    BodyPublishers.ofByteArray(body),
                    IngestService.token(IngestService.ORGANIZATION),
                    "Content-Type",
                    type,
                    "Content-Encoding",
                    encoding,
                    "Accept",
                    accepted);

            assertThat(reply.status())
                    .as("round %d: %s, %s, %s, accepting %s: %s", round, route, encoding, type, accepted, reply.text())
                    .isBetween(200, 499);
        }
    }

    @ParameterizedTest
    @CsvSource({"gzip, 413", "x-gzip, 413", "deflate, 413", "zstd, 415", "br, 415"})
    void bombsAreRefusedBeforeTheyAreInflated(String encoding, int status) throws IOException {
        // Of the encodings not taken, anything will do.
        var bomb = packed(new byte[40 << 20], status == 415 ? "gzip" : encoding);

        for (var route : ROUTES) {
            var reply = service.send(
                    route,
                    BodyPublishers.ofByteArray(bomb),
                    IngestService.token(IngestService.ORGANIZATION),
                    "Content-Type",
                    "application/json",
                    "Content-Encoding",
                    encoding);
            assertThat(reply.status()).as(route).isEqualTo(status);
        }
    }

    @Test
    void tenThousandTagsAreRefused() {
        var tags = IntStream.range(0, 10_000)
                .mapToObj(number -> "\"tag%d\":\"%d\"".formatted(number, number))
                .collect(Collectors.joining(",", "\"tags\":{", "}"));

        assertThat(service.events(UsageEventsIT.batch(UsageEventsIT.event("many-tags", tags)))
                        .status())
                .isEqualTo(422);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "eventId", "provider", "model", "operation", "agent", "sessionId", "traceId", "spanId", "responseId",
                "user", "environment", "project", "status", "serviceTier", "region", "occurredAt", "reservationId",
                        "other"
            })
    void aStringOfAMegabyteIsRefusedOrCut(String field) {
        var event =
                "{\"provider\":\"openai\",\"model\":\"gpt-5\",\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":1},\""
                        + field + "\":\"" + "x".repeat(1 << 20) + "\"}";

        var reply = service.events(UsageEventsIT.batch(event));

        assertThat(reply.status()).as(field).isBetween(200, 499);
        assertThat(reply.response().body().length)
                .as("a refusal does not repeat it all")
                .isLessThan(4_096);
    }

    @Test
    void aBodyWithoutEndIsCutOffAtTheLimit() throws IOException {
        try (var socket = open()) {
            var out = socket.getOutputStream();
            head(out, "Transfer-Encoding: chunked");
            var chunk = ("10000\r\n" + " ".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        out.write(chunk);
                    }
                } catch (IOException closed) {
                    // As it should be.
                }
            });

            assertThat(firstLine(socket)).startsWith("HTTP/1.1 413");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 1000", "Transfer-Encoding: chunked"})
    void aBodyThatDoesNotComeIsNotWaitedFor(String length) throws IOException {
        try (var socket = open()) {
            head(socket.getOutputStream(), length);

            assertThat(firstLine(socket)).startsWith("HTTP/1.1 4");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer-Encoding: chunked\r\n\r\nZZ\r\n",
                "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nx",
                "Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
                "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: nonsense\r\n\r\n0\r\n\r\n",
                "Content-Length: -1\r\n\r\n",
                "Content-Length: 99999999999999999999\r\n\r\n",
                "Content-Length: 5\r\nContent-Length: 6\r\n\r\n123456",
                "Content-Length: 0\r\nExpect: nonsense\r\n\r\n",
                "Content-Length: 0\r\nContent-Encoding: \u0085\r\n\r\n",
                "Content-Length: 0\r\nUser-Agent: a\u0007b\r\n\r\n"
            })
    void framesThatAreNoHttpAreRefused(String rest) throws IOException {
        try (var socket = open()) {
            socket.getOutputStream().write((beginning() + rest).getBytes(StandardCharsets.ISO_8859_1));

            assertThat(firstLine(socket)).startsWith("HTTP/1.1 ").doesNotStartWith("HTTP/1.1 2");
        }
    }

    private static String good() {
        return UsageEventsIT.batch(UsageEventsIT.event(UUID.randomUUID().toString(), "\"agent\":\"a\""));
    }

    private static String any(String[] values, Random random) {
        return values[random.nextInt(values.length)];
    }

    private static byte[] packed(byte[] plain, String encoding) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = encoding.endsWith("gzip")
                ? new GZIPOutputStream(bytes)
                : encoding.equals("deflate") ? new DeflaterOutputStream(bytes) : bytes) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    /** A third as it is, a third cut short, a third with bytes of chance. */
    private static byte[] changed(byte[] body, Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> body;
            case 1 -> Arrays.copyOf(body, random.nextInt(body.length));
            default -> {
                for (var change = 0; change < 4; change++) {
                    body[random.nextInt(body.length)] = (byte) random.nextInt(256);
                }
                yield body;
            }
        };
    }

    private static Socket open() throws IOException {
        var socket = new Socket(
                InetAddress.getLoopbackAddress(), URI.create(service.url()).getPort());
        socket.setSoTimeout(60_000);
        return socket;
    }

    private static String beginning() {
        return "POST /api/v1/usage-events HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nAuthorization: Bearer "
                + IngestService.token(IngestService.ORGANIZATION) + "\r\n";
    }

    private static void head(OutputStream out, String length) throws IOException {
        out.write((beginning() + length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static String firstLine(Socket socket) throws IOException {
        return String.valueOf(
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                        .readLine());
    }
}
