package io.machinenativeops.gateway.exchange;

import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

import io.machinenativeops.embedded.EmbeddedStores;
import io.machinenativeops.gateway.Upstream;
import io.machinenativeops.platform.security.IdentityChange;
import io.machinenativeops.platform.security.SupersededTokens;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.cloud.stream.function.StreamBridge;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A gateway with a token endpoint, a service and Redis behind it, the same for all tests that need no other. Callers come from any
 * address of 127.0.0.0/8; the proxy at 127.0.0.2 is believed.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "mno.gateway.issuer.gateway-secret=gateway+secret/",
            "mno.gateway.issuer.unknown-keys=40",
            "mno.gateway.issuer.unknown-keys-in-all=200",
            "mno.gateway.issuer.refusals=300",
            "mno.gateway.trusted-proxies=127.0.0.2,fd00::/8",
            "spring.main.cloud-platform=kubernetes"
        })
@Import(AtTheDoor.OneWindow.class)
abstract class AtTheDoor {

    /** However long a flood takes: what was refused at its beginning counts at its end. */
    @TestConfiguration(proxyBeanMethods = false)
    static class OneWindow {

        @Bean
        @Primary
        Refusals refusalsOfTheTests(IssuerProperties properties) {
            return new Refusals(properties, () -> 0);
        }
    }

    static final Upstream SERVICE = new Upstream();
    static final Issuer ISSUER = new Issuer();
    static final String USAGE = "/api/v1/usage/summary";
    private static final Map<String, HttpClient> CALLERS = new ConcurrentHashMap<>();

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        registry.add("TOKEN_TRACKING_URL", SERVICE::url);
        registry.add("TEAM_RBAC_URL", ISSUER::url);
        registry.add("REDIS_URL", () -> EmbeddedStores.redis().url());
    }

    @LocalServerPort
    int port;

    @Autowired
    SupersededTokens superseded;

    @Autowired
    Refusals refusals;

    @Autowired
    StreamBridge streams;

    final String organization = "0" + UUID.randomUUID().toString().substring(1);

    @BeforeEach
    void answer() {
        SERVICE.answers(200, "application/json", "{}".getBytes(StandardCharsets.UTF_8));
        ISSUER.answer();
        ISSUER.forgetWhatWasAsked();
        refusals.forget();
    }

    HttpResponse<String> send(String target, UnaryOperator<HttpRequest.Builder> more) throws Exception {
        return sendFrom("127.0.0.1", target, more);
    }

    HttpResponse<String> sendFrom(String address, String target, UnaryOperator<HttpRequest.Builder> more)
            throws Exception {
        return CALLERS.computeIfAbsent(address, AtTheDoor::caller)
                .send(
                        more.apply(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target)))
                                .build(),
                        BodyHandlers.ofString());
    }

    private static HttpClient caller(String address) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .localAddress(InetAddress.ofLiteral(address))
                .build();
    }

    HttpResponse<String> get(String authorization) throws Exception {
        return getFrom("127.0.0.1", authorization);
    }

    HttpResponse<String> getFrom(String address, String authorization) throws Exception {
        return sendFrom(address, USAGE, request -> request.header("Authorization", authorization));
    }

    static String problem(HttpResponse<String> response) {
        return JsonMapper.shared().readTree(response.body()).path("code").asString();
    }

    static String keyId(String key) {
        return key.substring(9, 25);
    }

    void publish(IdentityChange change) {
        var event = JsonMapper.shared()
                .writeValueAsBytes(Map.of(
                        "specversion",
                        "1.0",
                        "id",
                        UUID.randomUUID().toString(),
                        "source",
                        "/team-rbac",
                        "type",
                        IdentityChange.TYPE,
                        "subject",
                        change.organizationId(),
                        "data",
                        change));
        assertThat(streams.send(IdentityChange.STREAM, event)).isTrue();
    }
}
