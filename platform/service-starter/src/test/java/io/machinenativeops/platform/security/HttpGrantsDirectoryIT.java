package io.machinenativeops.platform.security;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.AuthenticationServiceException;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class HttpGrantsDirectoryIT {

    private final List<String> asked = new ArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();
    private HttpServer server;
    private HttpGrantsDirectory directory;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        directory = new HttpGrantsDirectory(
                "http://127.0.0.1:" + server.getAddress().getPort(),
                "notebook",
                "s3cret",
                JsonMapper.shared(),
                Clock.systemUTC());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        var uri = exchange.getRequestURI().toString();
        var authorization = exchange.getRequestHeaders().getFirst("Authorization");
        synchronized (asked) {
            asked.add(exchange.getRequestMethod() + " " + uri + " " + authorization);
        }
        var body = uri.equals("/oauth2/token")
                ? "{\"access_token\":\"own\",\"expires_in\":300}"
                : "{\"revision\":7,\"grants\":{\"project:p\":[\"usage:read\"]}}";
        int status = !uri.equals("/oauth2/token") && failures.getAndDecrement() > 0 ? 503 : 200;
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private Grants find(long revision) {
        return directory.find("org", "user:a b", revision, "ref-1");
    }

    @Test
    void asksOnceForEachRevisionWithATokenOfItsOwn() {
        assertThat(find(7)).isEqualTo(new Grants(Map.of("project:p", Set.of("usage:read"))));
        assertThat(find(7).at("project:p", "usage:read")).isTrue();
        find(8);
        assertThat(asked)
                .containsExactly(
                        "POST /oauth2/token Basic bm90ZWJvb2s6czNjcmV0",
                        "GET /internal/grants/org/user%3Aa%20b?rev=7&ref=ref-1 Bearer own",
                        "GET /internal/grants/org/user%3Aa%20b?rev=8&ref=ref-1 Bearer own");
    }

    @Test
    void asksAgainAfterOneFailure() {
        failures.set(1);
        assertThat(find(7).anywhere("usage:read")).isTrue();
    }

    @Test
    void saysThatGrantsCantBeReadAndForgetsTheFailure() {
        failures.set(2);
        assertThatThrownBy(() -> find(7))
                .isInstanceOf(AuthenticationServiceException.class)
                .rootCause()
                .hasMessageContaining("503");
        assertThat(find(7).anywhere("usage:read")).isTrue();
    }

    @Test
    void stopsAskingAServiceThatIsAway() {
        server.stop(0);
        for (int i = 0; i < 6; i++) {
            assertThatThrownBy(() -> find(7)).isInstanceOf(AuthenticationServiceException.class);
        }
        assertThatThrownBy(() -> find(7)).rootCause().hasMessageContaining("CircuitBreaker 'team-rbac' is OPEN");
    }
}
