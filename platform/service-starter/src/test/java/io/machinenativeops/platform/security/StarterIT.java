package io.machinenativeops.platform.security;

import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.nimbusds.jwt.JWTClaimsSet;
import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.FieldError;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.testing.TestIssuer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.validation.annotation.Validated;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/** The starter inside a small real application: who gets in, and what everyone is told. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, classes = StarterIT.Application.class)
@AutoConfigureRestTestClient
class StarterIT {

    private static final TestIssuer ISSUER = new TestIssuer();
    private static final String ORGANIZATION = "0190a000-0000-7000-8000-000000000001";

    private final RestTestClient client;

    @LocalServerPort
    int port;

    StarterIT(@Autowired RestTestClient client) {
        this.client = client;
    }

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        registry.add("MNO_JWKS", ISSUER::jwks);
        // JDBC is on this class path for other tests.
        registry.add("mno.security.identity-changes", () -> "false");
        registry.add("management.health.redis-streams.enabled", () -> "false");
        registry.add("spring.autoconfigure.exclude", DataSourceAutoConfiguration.class::getName);
    }

    @Test
    void letsACallerInWhoHoldsThePermission() {
        get("/whoami", ISSUER.token(ORGANIZATION, "usage:read"))
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.organizationId")
                .isEqualTo(ORGANIZATION)
                .jsonPath("$.keyId")
                .isEqualTo("key-1");
    }

    /** In chunks, each answer would be two packets. */
    @Test
    void answersWholeWithTheirLength() {
        var answer = client.post()
                .uri("/body")
                .header("Authorization", "Bearer " + ISSUER.token(ORGANIZATION, "usage:read"))
                .contentType(MediaType.APPLICATION_JSON)
                .body("{\"name\":\"é日\"}")
                .exchange()
                .expectHeader()
                .contentLength("{\"name\":\"é日\"}".getBytes(StandardCharsets.UTF_8).length)
                .expectHeader()
                .doesNotExist("Transfer-Encoding")
                .expectBody(String.class)
                .returnResult();

        assertThat(answer.getResponseBody()).isEqualTo("{\"name\":\"é日\"}");
    }

    @Test
    void answers401WithoutAToken() {
        client.get()
                .uri("/whoami")
                .exchange()
                .expectStatus()
                .isUnauthorized()
                .expectHeader()
                .valueEquals("WWW-Authenticate", "Bearer")
                .expectHeader()
                .contentTypeCompatibleWith(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.type")
                .isEqualTo("urn:mno:problem:unauthenticated")
                .jsonPath("$.instance")
                .isEqualTo("/whoami");
    }

    @Test
    void answers401ToTokensThatAreNotGood() {
        var forged = new TestIssuer().token(ORGANIZATION, "usage:read");
        refused(forged);
        refused("not-a-token");
        refused(changed(claims -> claims.issueTime(Date.from(Instant.now().minusSeconds(300)))
                .expirationTime(Date.from(Instant.now().minusSeconds(120)))));
        refused(changed(claims -> claims.audience("another")));
        refused(changed(claims -> claims.issuer("http://elsewhere")));
        refused(changed(claims -> claims.claim("org", null)));
        refused(changed(claims -> claims.claim("grants", List.of("usage:read"))));
        // alg:none with the claims of a good token
        refused("eyJhbGciOiJub25lIn0."
                + ISSUER.token(ORGANIZATION, "usage:read").split("\\.", -1)[1] + ".");
    }

    @Test
    void answers503WhileGrantsThatAreKeptElsewhereCantBeRead() {
        get("/whoami", ISSUER.token(ORGANIZATION, claims -> claims.claim("grantsRef", "r-1")))
                .expectStatus()
                .isEqualTo(503)
                .expectHeader()
                .valueEquals("Retry-After", "2")
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("unavailable");
        refused(ISSUER.token(ORGANIZATION, claims -> claims));
    }

    @Test
    void toleratesAClockThatIsAMinuteOff() {
        get(
                        "/whoami",
                        changed(claims ->
                                claims.expirationTime(Date.from(Instant.now().minusSeconds(40)))))
                .expectStatus()
                .isOk();
    }

    @Test
    void answers403NamingTheMissingPermission() {
        get("/whoami", ISSUER.token(ORGANIZATION, "usage:write"))
                .expectStatus()
                .isForbidden()
                .expectBody()
                .jsonPath("$.detail")
                .isEqualTo("The credential lacks the permission usage:read.");
    }

    @Test
    void answersNobodyOnARouteThatDeclaresNoPermission() {
        get("/undeclared", ISSUER.token(ORGANIZATION, "usage:read"))
                .expectStatus()
                .isForbidden();
    }

    @Test
    void describesEveryKindOfBadInput() {
        problem("/number?limit=ten", 400, "invalid-parameter", "limit: 'ten' is not a whole number");
        problem("/number", 400, "invalid-parameter", "limit: is missing");
        problem("/bounded?limit=0", 400, "invalid-parameter", "A parameter has a value that is not allowed.");
        problem("/nowhere", 404, "not-found", "Nothing is found at /nowhere.");
        problem("/fails", 500, "internal-error", null);
        problem("/refuses", 400, "invalid-parameter", "groupBy: 'x' is not one of agent, model");
        post("/body", "{", 400, "malformed-request");
        post("/body", "{\"name\":\"\"}", 400, "invalid-parameter");
        post("/number?limit=1", "{}", 405, "method-not-allowed");
        client.post()
                .uri("/body")
                .header("Authorization", "Bearer " + ISSUER.token(ORGANIZATION, "usage:read"))
                .contentType(MediaType.TEXT_PLAIN)
                .body("x")
                .exchange()
                .expectStatus()
                .isEqualTo(415);
    }

    @Test
    void refusesQueriesThatCannotBeRead() {
        for (var query : List.of("%00=%00", "%00", "a%01b=1", "a=%ff%fe", "=true")) {
            client.get()
                    .uri(URI.create("http://localhost:" + port + "/parameters?" + query))
                    .header("Authorization", "Bearer " + ISSUER.token(ORGANIZATION, "usage:read"))
                    .exchange()
                    .expectStatus()
                    .isBadRequest()
                    .expectHeader()
                    .contentTypeCompatibleWith(MediaType.APPLICATION_PROBLEM_JSON)
                    .expectBody()
                    .jsonPath("$.code")
                    .isEqualTo("malformed-request");
        }
    }

    @Test
    void takesIdsWithAnyCharacterInTheirPath() {
        for (var id : List.of(
                "a/b", "/agents/reviewer 42", "https://agents.example//x", "100%", "%2F", "a;b", "a\\b", "a.b")) {
            client.get()
                    .uri(URI.create("http://localhost:" + port + "/things/"
                            + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20")))
                    .header("Authorization", "Bearer " + ISSUER.token(ORGANIZATION, "usage:read"))
                    .exchange()
                    .expectStatus()
                    .isOk()
                    .expectBody(String.class)
                    .isEqualTo(id);
        }
    }

    @Test
    void answersPathsThatMeanTwoThingsAndWhatIsNoHttpWithAProblem() throws Exception {
        var token = "Authorization: Bearer " + ISSUER.token(ORGANIZATION, "usage:read") + "\r\n";
        for (var path : List.of(
                "/things/..%2F..%2Fwhoami",
                "/things/%2e%2e/whoami",
                "/things/../whoami",
                "/things/..%5Cwhoami",
                "/things;x/1",
                "//whoami",
                "/things//1",
                "/things/%",
                "/things/%00",
                "/things/%c0%af",
                "/actuator/health/..%2F..%2Fwhoami",
                "/actuator/..;/whoami",
                "/things\\1",
                "/thin\u00e9gs",
                "/{}",
                "whoami")) {
            refusedAsMalformed("GET " + path + " HTTP/1.1\r\nHost: a\r\n" + token);
        }
        refusedAsMalformed("GET /whoami HTTP/1.1\r\n" + token);
        refusedAsMalformed("G(T /whoami HTTP/1.1\r\nHost: a\r\n" + token);
        refusedAsMalformed("GET /whoami HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(70_000) + "\r\n" + token);
    }

    @Test
    void keepsAConnectionForMoreThanAHundredRequests() throws Exception {
        try (var socket = new Socket("localhost", port)) {
            socket.setSoTimeout(30_000);
            var requests = "GET /whoami HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(119)
                    + "GET /whoami HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(requests.getBytes(StandardCharsets.UTF_8));
            var answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answers.split("HTTP/1.1 401", -1)).hasSize(121);
        }
    }

    @Test
    void findsNothingBelowHealth() {
        for (var path :
                List.of("/actuator/health/a%2Fb", "/actuator/health/%252e%252e%252fwhoami", "/actuator/health/%25")) {
            client.get()
                    .uri(URI.create("http://localhost:" + port + path))
                    .exchange()
                    .expectStatus()
                    .isNotFound();
        }
    }

    private void refusedAsMalformed(String head) throws Exception {
        try (var socket = new Socket("localhost", port)) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write((head + "Connection: close\r\n\r\n").getBytes(StandardCharsets.UTF_8));
            var reply = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(reply)
                    .as(head.substring(0, Math.min(head.length(), 60)))
                    .startsWith("HTTP/1.1 400")
                    .contains("application/problem+json")
                    .contains("\"code\":\"malformed-request\"");
        }
    }

    @Test
    void neverTellsTheInsideOfAFailure() {
        get("/fails", ISSUER.token(ORGANIZATION, "usage:read"))
                .expectBody(String.class)
                .value(body -> assertThat(body).doesNotContain("secret inside").contains("traceId"));
    }

    @Test
    void logsTheRouteOfAFailureAndNotThePath() {
        var lines = new ListAppender<ILoggingEvent>();
        var log = (Logger) LoggerFactory.getLogger("io.machinenativeops.platform.problem");
        lines.start();
        log.addAppender(lines);
        try {
            get("/fails/s3cret", ISSUER.token(ORGANIZATION, "usage:read"))
                    .expectStatus()
                    .isEqualTo(500);
        } finally {
            log.detachAppender(lines);
        }
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("Request failed: /fails/{word}");
    }

    @Test
    void saysWhenToComeBack() {
        get("/busy", ISSUER.token(ORGANIZATION, "usage:read"))
                .expectStatus()
                .isEqualTo(503)
                .expectHeader()
                .valueEquals("Retry-After", "2");
    }

    @Test
    void healthAndMetricsAreOpenAndTellNoDetails() {
        client.get()
                .uri("/actuator/health")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .json("{\"status\":\"UP\"}");
        client.get()
                .uri("/actuator/prometheus")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .value(body -> assertThat(body).contains("jvm_memory_used_bytes"));
    }

    private String changed(UnaryOperator<JWTClaimsSet.Builder> change) {
        return ISSUER.token(
                ORGANIZATION,
                claims -> change.apply(
                        claims.claim("grants", Map.of("organization:" + ORGANIZATION, List.of("usage:read")))));
    }

    private void refused(String token) {
        get("/whoami", token)
                .expectStatus()
                .isUnauthorized()
                .expectHeader()
                .valueEquals("WWW-Authenticate", "Bearer error=\"invalid_token\"")
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("unauthenticated");
    }

    private RestTestClient.ResponseSpec get(String path, String token) {
        return client.get().uri(path).header("Authorization", "Bearer " + token).exchange();
    }

    private void problem(String path, int status, String code, @org.jspecify.annotations.Nullable String detail) {
        var body = get(path, ISSUER.token(ORGANIZATION, "usage:read"))
                .expectStatus()
                .isEqualTo(status)
                .expectHeader()
                .contentTypeCompatibleWith(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo(code)
                .jsonPath("$.status")
                .isEqualTo(status);
        if (detail != null) {
            body.jsonPath("$.detail").isEqualTo(detail);
        }
    }

    private void post(String path, String json, int status, String code) {
        client.post()
                .uri(path)
                .header("Authorization", "Bearer " + ISSUER.token(ORGANIZATION, "usage:read"))
                .contentType(MediaType.APPLICATION_JSON)
                .body(json)
                .exchange()
                .expectStatus()
                .isEqualTo(status)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo(code);
    }

    @SpringBootApplication
    @Import(Routes.class)
    static class Application {}

    record Named(@NotBlank String name) {}

    @RestController
    static class Routes {

        @GetMapping("/whoami")
        @RequiresPermission("usage:read")
        Caller whoami(Caller caller) {
            return caller;
        }

        @GetMapping("/undeclared")
        String undeclared() {
            return "never";
        }

        @GetMapping("/things/{id}")
        @RequiresPermission("usage:read")
        String thing(@PathVariable String id) {
            return id;
        }

        @GetMapping("/number")
        @RequiresPermission("usage:read")
        int number(@RequestParam int limit) {
            return limit;
        }

        @GetMapping("/parameters")
        @RequiresPermission("usage:read")
        int parameters(HttpServletRequest request) {
            return request.getParameterMap().size();
        }

        @GetMapping("/bounded")
        @RequiresPermission("usage:read")
        int bounded(@RequestParam @Min(1) @Max(100) int limit) {
            return limit;
        }

        @GetMapping({"/fails", "/fails/{word}"})
        @RequiresPermission("usage:read")
        String fails() {
            throw new IllegalStateException("secret inside");
        }

        @GetMapping("/refuses")
        @RequiresPermission("usage:read")
        String refuses() {
            throw ProblemException.invalid("groupBy", "'x' is not one of agent, model");
        }

        @GetMapping("/busy")
        @RequiresPermission("usage:read")
        String busy() {
            throw new ProblemException(CommonProblem.UNAVAILABLE, "Busy.", List.of(new FieldError("a", "b")))
                    .retryAfter(Duration.ofMillis(1_200));
        }

        @PostMapping("/body")
        @RequiresPermission("usage:read")
        Named body(@RequestBody @Validated Named named) {
            return named;
        }
    }
}
