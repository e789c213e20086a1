package io.machinenativeops.gateway;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.machinenativeops.embedded.EmbeddedRedis;
import io.machinenativeops.embedded.EmbeddedStores;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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
            "mno.gateway.connections=16",
            "mno.gateway.limits.key=5/1h",
            "mno.gateway.limits.organization=8/1h",
            "mno.gateway.limits.organizations.large.organization=100000/1h",
            "mno.gateway.limits.in-flight=4",
            "mno.gateway.limits.routes.team-rbac.organization=2/1h"
        })
class LimitIT {

    private static final EmbeddedRedis REDIS =
            EmbeddedRedis.in(EmbeddedStores.freshFolder()).start();
    private static final Upstream UPSTREAM = new Upstream();
    private static final String USAGE = "/api/v1/usage/summary";

    @DynamicPropertySource
    static void route(DynamicPropertyRegistry properties) {
        properties.add("TOKEN_TRACKING_URL", UPSTREAM::url);
        properties.add("TEAM_RBAC_URL", UPSTREAM::url);
        properties.add("REDIS_URL", REDIS::url);
    }

    @AfterAll
    static void stop() {
        REDIS.close();
    }

    @LocalServerPort
    int port;

    @Autowired
    MeterRegistry meters;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeEach
    void answer() {
        UPSTREAM.answers(200, "application/json", "{}".getBytes(StandardCharsets.UTF_8));
        await().until(() -> meters.get("mno.gateway.limits.shared").gauge().value() == 1);
    }

    private HttpRequest request(String target, String organization, String key) {
        var claims = "{\"org\":\"%s\",\"sub\":\"agent:1\",\"keyId\":\"%s\"}".formatted(organization, key);
        var token = "e30." + Base64.getUrlEncoder().encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + ".c2ln";
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target))
                .header("Authorization", "Bearer " + token)
                .build();
    }

    private HttpResponse<String> get(String target, String organization, String key) throws Exception {
        return client.send(request(target, organization, key), BodyHandlers.ofString());
    }

    @Test
    void saysWhatIsLeftAndRefusesWhatIsOverTheLimitOfAKey() throws Exception {
        var first = get(USAGE, "o1", "k1");
        assertThat(first.headers().firstValue("RateLimit-Policy"))
                .hasValue("\"key\";q=5;w=3600, \"organization\";q=8;w=3600, \"address\";q=300000;w=60");
        assertThat(first.headers().firstValue("RateLimit"))
                .hasValueSatisfying(
                        left -> assertThat(left).startsWith("\"key\";r=4;t=7").contains("\"organization\";r=7"));
        for (var more = 0; more < 4; more++) {
            assertThat(get(USAGE, "o1", "k1").statusCode()).isEqualTo(200);
        }

        var refused = get(USAGE, "o1", "k1");

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body())
                .contains(
                        "\"rate-limited\"", "The limit 'key' is 5 requests in 3600 s", "urn:mno:problem:rate-limited");
        // One of five comes back every twelve minutes.
        assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow())
                .isBetween(600L, 720L);
        assertThat(refused.headers().firstValue("RateLimit"))
                .hasValueSatisfying(left -> assertThat(left).startsWith("\"key\";r=0;t="));
    }

    @Test
    void whatAKeyIsRefusedIsNotTakenFromItsOrganization() throws Exception {
        for (var request = 0; request < 50; request++) {
            get(USAGE, "o2", "k2");
        }
        // Five went through, one was asked for and refused, and eight may come.
        assertThat(get(USAGE, "o2", "k3").statusCode()).isEqualTo(200);
        assertThat(get(USAGE, "o2", "k3").statusCode()).isEqualTo(200);
        assertThat(get(USAGE, "o2", "k3").body()).contains("The limit 'organization' is 8 requests");
        assertThat(get(USAGE, "o3", "k4").statusCode())
                .as("another organisation")
                .isEqualTo(200);
    }

    @Test
    void aRouteMayHaveALimitOfItsOwn() throws Exception {
        assertThat(get("/api/v1/teams", "o4", "k5").statusCode()).isEqualTo(200);
        assertThat(get("/api/v1/roles/x", "o4", "k5").statusCode()).isEqualTo(200);
        assertThat(get("/api/v1/teams", "o4", "k5").body()).contains("The limit 'route' is 2 requests");
        assertThat(get(USAGE, "o4", "k5").statusCode()).isEqualTo(200);
    }

    @Test
    void oneOrganizationCannotTakeEveryPlace() throws Exception {
        var begun = new CountDownLatch(4);
        var proceed = new CountDownLatch(1);
        UPSTREAM.does(exchange -> {
            begun.countDown();
            if (exchange.getRequestURI().getPath().endsWith("held")) {
                hold(proceed);
            }
            exchange.sendResponseHeaders(204, -1);
        });
        var held = new ArrayList<CompletableFuture<HttpResponse<String>>>();
        for (var one = 0; one < 4; one++) {
            held.add(client.sendAsync(
                    request("/api/v1/usage/events/held", "large", "h" + one), BodyHandlers.ofString()));
        }
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();

        var refused = get(USAGE, "large", "h9");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).contains("\"too-many-requests\"", "fair share");
        assertThat(get(USAGE, "o5", "k6").statusCode())
                .as("another organisation")
                .isEqualTo(204);

        proceed.countDown();
        for (var one : held) {
            assertThat(one.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(204);
        }
        await().until(() -> get(USAGE, "large", "h8").statusCode() == 204);
    }

    @Test
    void noRequestFailsOverTheLossOfRedis() throws Exception {
        var running = new AtomicBoolean(true);
        var sent = new AtomicInteger();
        var failed = new AtomicInteger();
        var callers = new ArrayList<Thread>();
        for (var caller = 0; caller < 4; caller++) {
            callers.add(Thread.ofVirtual().start(() -> {
                for (var request = 0; running.get(); request++) {
                    try {
                        // Every key is new to the gateway, so that all of them ask Redis, until it is gone.
                        if (get(USAGE, "large", "r" + sent.incrementAndGet()).statusCode() != 200) {
                            failed.incrementAndGet();
                        }
                    } catch (Exception broken) {
                        failed.incrementAndGet();
                    }
                }
            }));
        }
        await().until(() -> sent.get() > 100);
        REDIS.kill();
        await().until(() -> alone() > 100);
        REDIS.restart();
        await().until(() -> meters.get("mno.gateway.limits.shared").gauge().value() == 1);
        running.set(false);
        for (var caller : callers) {
            caller.join();
        }

        assertThat(failed).hasValue(0);
        for (var request = 0; request < 5; request++) {
            get(USAGE, "o6", "k7");
        }
        assertThat(get(USAGE, "o6", "k7").body()).contains("rate-limited");
    }

    private double alone() {
        return meters.get("mno.gateway.limits.alone").counter().count();
    }

    private static void hold(CountDownLatch until) {
        try {
            assertThat(until.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
