package io.machinenativeops.gateway;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = "mno.gateway.metrics-port=0")
class MetricsPortIT {

    private static final String PATH = "/actuator/prometheus";

    @LocalServerPort
    int publicPort;

    @Autowired
    MetricsPort metrics;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void showsItsMetersOnThePortOfTheirOwnOnly() throws Exception {
        send(publicPort, "GET", "/actuator/health");

        // A request is counted once its answer is sent.
        var shown = await().until(
                        () -> send(metrics.port(), "GET", PATH),
                        answer -> answer.body().contains("http_server_requests_seconds_count"));
        assertThat(shown.statusCode()).isEqualTo(200);
        assertThat(shown.headers().firstValue("Content-Type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
        assertThat(shown.body()).contains("jvm_memory_used_bytes");
        assertThat(send(publicPort, "GET", PATH).statusCode()).isEqualTo(404);
    }

    @Test
    void showsNothingElseThere() throws Exception {
        assertThat(send(metrics.port(), "GET", "/actuator/health").statusCode()).isEqualTo(404);
        assertThat(send(metrics.port(), "GET", "/api/v1/usage/summary").statusCode())
                .isEqualTo(404);
        assertThat(send(metrics.port(), "POST", PATH).statusCode()).isEqualTo(405);
    }

    private HttpResponse<String> send(int port, String method, String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
