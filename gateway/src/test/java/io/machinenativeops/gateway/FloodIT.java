package io.machinenativeops.gateway;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** More requests than may be on their way at once. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = "mno.gateway.connections=4")
class FloodIT {

    private static final Upstream UPSTREAM = new Upstream();

    @DynamicPropertySource
    static void route(DynamicPropertyRegistry properties) {
        properties.add("TOKEN_TRACKING_URL", UPSTREAM::url);
    }

    @LocalServerPort
    int port;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void tellsThoseAboveTheLimitAtOnceToComeAgain() throws Exception {
        var begun = new CountDownLatch(4);
        var proceed = new CountDownLatch(1);
        UPSTREAM.does(exchange -> {
            begun.countDown();
            try {
                assertThat(proceed.await(60, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            exchange.sendResponseHeaders(204, -1);
        });
        var held = new ArrayList<CompletableFuture<HttpResponse<String>>>();
        for (var request = 0; request < 4; request++) {
            held.add(client.sendAsync(request("/api/v1/usage/summary"), BodyHandlers.ofString()));
        }
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();

        for (var request = 0; request < 100; request++) {
            var refused = client.send(request("/api/v1/usage/summary"), BodyHandlers.ofString());
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(refused.body()).contains("\"too-many-requests\"", "4 requests are on their way");
        }
        assertThat(client.send(request("/actuator/health"), BodyHandlers.ofString())
                        .statusCode())
                .as("being busy is not being ill")
                .isEqualTo(200);

        proceed.countDown();
        for (var one : held) {
            assertThat(one.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(204);
        }
        await().until(() -> client.send(request("/api/v1/usage/summary"), BodyHandlers.ofString())
                        .statusCode()
                == 204);
    }

    private HttpRequest request(String target) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target))
                .header("Authorization", "Bearer some.access.token")
                .build();
    }
}
