package io.machinenativeops.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A revoked key is refused within a second: the key itself by the gateway, and the token that was made from it by each service, which
 * is what somebody behind the gateway would have.
 */
@ExtendWith(RunningStack.class)
class RevocationIT {

    private static final int REVOCATIONS = 100;
    private static final Duration GOAL = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();

    /** A key with a token that was made from it. */
    private record Key(String id, String secret, String token) {}

    @Test
    void aRevokedKeyIsRefusedEverywhereWithinASecond(Stack stack, Mailbox mailbox) throws Exception {
        var town = Town.found(stack, mailbox, Town.operator(stack), "Revocations");
        var keys = IntStream.range(0, REVOCATIONS)
                .parallel()
                .mapToObj(number -> key(stack, town))
                .toList();
        var loaded = new AtomicBoolean(true);
        var requests = new AtomicInteger();
        var load = Thread.ofVirtual().start(() -> {
            while (loaded.get()) {
                status(stack.portBase(), "/api/v1/usage/summary", stack.apiKey());
                requests.incrementAndGet();
            }
        });

        var begun = System.nanoTime();
        var times = keys.stream()
                .map(key -> refusedAfter(stack, town, key))
                .sorted()
                .toList();
        var seconds = (System.nanoTime() - begun) / 1e9;
        loaded.set(false);
        load.join();

        var p99 = times.get(REVOCATIONS * 99 / 100 - 1);
        var system = ManagementFactory.getOperatingSystemMXBean();
        System.out.printf(
                "Revocations: %d, refused everywhere after p50 %d ms, p99 %d ms, at most %d ms; %.0f requests/s beside, load average %.1f%n",
                times.size(),
                times.get(REVOCATIONS / 2).toMillis(),
                p99.toMillis(),
                times.getLast().toMillis(),
                requests.get() / seconds,
                system.getSystemLoadAverage());
        assertThat(requests).hasPositiveValue();
        // On a machine that is slow or busy with other things it is the machine that is measured: the median tells
        // which.
        assertThat(p99)
                .isLessThanOrEqualTo(longer(GOAL, times.get(REVOCATIONS / 2).multipliedBy(10)));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private Key key(Stack stack, Town town) {
        var made = town.founder()
                .make(
                        "/api/v1/api-keys",
                        "{\"name\":\"to be revoked\",\"role\":\"viewer\",\"scope\":\"%s\"}"
                                .formatted(town.everywhere()));
        var secret = made.get("secret").asString();
        return new Key(made.get("id").asString(), secret, exchanged(stack, secret));
    }

    private String exchanged(Stack stack, String secret) {
        var client = "gateway:" + secretOf(stack, "mno-client-gateway-secret");
        var reply =
                send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + (stack.portBase() + 6) + "/oauth2/token"))
                        .header(
                                "Authorization",
                                "Basic " + Base64.getEncoder().encodeToString(client.getBytes(StandardCharsets.UTF_8)))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "grant_type=urn:ietf:params:oauth:grant-type:token-exchange&subject_token_type="
                                        + "urn:mno:params:oauth:token-type:api-key&subject_token=" + secret)));
        return Person.expect(200, reply).get("access_token").asString();
    }

    /** From the answer to the revocation until the last of all places refuses. */
    private Duration refusedAfter(Stack stack, Town town, Key key) {
        List<Place> places = List.of(
                new Place(stack.portBase(), "/api/v1/usage/retention", key.secret()),
                new Place(stack.portBase() + 1, "/api/v1/usage/retention", key.token()),
                new Place(stack.portBase() + 6, "/api/v1/projects", key.token()));
        assertThat(places).allSatisfy(place -> assertThat(status(place)).isEqualTo(200));
        assertThat(town.founder()
                        .send("DELETE", "/api/v1/api-keys/" + key.id(), null)
                        .statusCode())
                .isEqualTo(204);
        var revoked = System.nanoTime();
        for (var place : places) {
            while (status(place) != 401) {
                assertThat(Duration.ofNanos(System.nanoTime() - revoked))
                        .as(place.path() + " at " + place.port())
                        .isLessThan(PATIENCE);
            }
        }
        return Duration.ofNanos(System.nanoTime() - revoked);
    }

    private record Place(int port, String path, String credential) {}

    private int status(Place place) {
        return status(place.port(), place.path(), place.credential());
    }

    private int status(int port, String path, String credential) {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("Authorization", "Bearer " + credential))
                .statusCode();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        return Api.exchange(http, request.timeout(Duration.ofSeconds(30)).build());
    }

    private static String secretOf(Stack stack, String name) {
        try (Stream<String> lines = Files.lines(stack.home().resolve("keys/" + name + ".secret"))) {
            return lines.findFirst().orElseThrow();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
