package io.machinenativeops.gateway;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class DrainIT {

    private final Upstream upstream = new Upstream();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void saysSoFirstThenFinishesWhatIsOnItsWay() throws Exception {
        var proceed = new CountDownLatch(1);
        var asked = new CountDownLatch(2);
        upstream.does(exchange -> {
            if (exchange.getRequestURI().getPath().endsWith("live")) {
                exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write("data: first\n\n".getBytes(StandardCharsets.UTF_8));
                exchange.getResponseBody().flush();
            }
            if (!exchange.getRequestURI().getPath().endsWith("summary")) {
                asked.countDown();
                hold(proceed);
            }
            exchange.sendResponseHeaders(204, -1);
        });
        var gateway = new SpringApplicationBuilder(GatewayApplication.class)
                .run(
                        "--server.port=0",
                        "--mno.gateway.drain=4s",
                        "--TOKEN_TRACKING_URL=" + upstream.url(),
                        "--spring.main.banner-mode=off");
        var base = "http://127.0.0.1:" + gateway.getBean(Environment.class).getProperty("local.server.port")
                + "/api/v1/usage/";
        var health = URI.create(base).resolve("/actuator/health/readiness");
        assertThat(status(health)).isEqualTo(200);

        var slow = client.sendAsync(events(URI.create(base + "events/slow")), BodyHandlers.ofString());
        var live = client.send(events(URI.create(base + "live")), BodyHandlers.ofInputStream());
        assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
        var closing = Thread.ofPlatform().start(gateway::close);

        await().until(() -> status(health) == 503);
        assertThat(status(URI.create(base + "summary")))
                .as("taken while balancers do not know yet")
                .isEqualTo(204);
        try (var events = new BufferedReader(new InputStreamReader(live.body(), StandardCharsets.UTF_8))) {
            // To its end, which is in order: a reader that is cut off would see an error.
            assertThat(events.lines()).containsExactly("data: first", "");
        }
        proceed.countDown();
        assertThat(slow.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(204);
        closing.join();
        upstream.stop();
    }

    private static HttpRequest request(URI target) {
        return HttpRequest.newBuilder(target)
                .header("Authorization", "Bearer some.access.token")
                .build();
    }

    /** For which the gateway waits as long as it takes. */
    private static HttpRequest events(URI target) {
        return HttpRequest.newBuilder(target)
                .header("Authorization", "Bearer some.access.token")
                .header("Accept", "text/event-stream")
                .build();
    }

    private int status(URI target) throws Exception {
        return client.send(request(target), BodyHandlers.discarding()).statusCode();
    }

    private static void hold(CountDownLatch until) {
        try {
            assertThat(until.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
