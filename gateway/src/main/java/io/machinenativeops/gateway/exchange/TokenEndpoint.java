package io.machinenativeops.gateway.exchange;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** team-rbac's token endpoint. Whatever keeps it from an answer is 503, never 401: a good credential must not be dropped. */
@Component
public final class TokenEndpoint {

    private static final Logger log = LoggerFactory.getLogger(TokenEndpoint.class);
    private static final String TOKEN = "/oauth2/token";
    private static final String TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final int OK = 200;
    private static final int TRIES = 2;

    /** Errors that say something of what was shown, not of the gateway (RFC 6749 5.2, RFC 8693 2.2.2). */
    private static final Set<String> OF_THE_CREDENTIAL =
            Set.of("invalid_grant", "invalid_request", "invalid_target", "access_denied", "invalid_token");

    private final IssuerProperties properties;
    private final JsonMapper json;
    private final HttpClient http;
    private final CircuitBreaker breaker;
    private final Semaphore free;

    TokenEndpoint(IssuerProperties properties, CircuitBreakerRegistry breakers, JsonMapper json) {
        this.properties = properties;
        this.json = json;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(properties.timeout())
                .build();
        this.breaker = breakers.circuitBreaker(
                "token-endpoint",
                CircuitBreakerConfig.from(breakers.getDefaultConfig())
                        .minimumNumberOfCalls(10)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .build());
        this.free = new Semaphore(properties.atOnce());
    }

    /** Exchanges a token or key (RFC 8693). Asked once more when there is no answer: it changes nothing there. */
    TokenAnswer exchange(Map<String, String> parameters) {
        return ask("gateway", properties.gatewaySecret(), TOKEN_EXCHANGE, parameters, properties.timeout(), TRIES);
    }

    /** Asks as the client that signs people in; once, since codes and refresh tokens are good for one use. */
    public TokenAnswer grant(String type, Map<String, String> parameters) {
        return ask("bff", properties.bffSecret(), type, parameters, properties.grantTimeout(), 1);
    }

    /** Ends a refresh token and what came from it (RFC 7009). When nobody answers it ends by itself. */
    public void revoke(String refreshToken) {
        try {
            send("bff", properties.bffSecret(), "/oauth2/revoke", Map.of("token", refreshToken), properties.timeout());
        } catch (IOException | ProblemException left) {
            log.warn("a refresh token could not be revoked: {}", left.toString());
        }
    }

    private TokenAnswer ask(
            String client,
            @Nullable String secret,
            String grantType,
            Map<String, String> parameters,
            Duration timeout,
            int tries) {
        var form = new HashMap<>(parameters);
        form.put("grant_type", grantType);
        for (var tried = 1; ; tried++) {
            if (!breaker.tryAcquirePermission()) {
                throw away("it failed too often just now");
            }
            var begun = System.nanoTime();
            try {
                var answer = read(send(client, secret, TOKEN, form, timeout));
                breaker.onSuccess(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
                return answer;
            } catch (IOException failure) {
                breaker.onError(System.nanoTime() - begun, TimeUnit.NANOSECONDS, failure);
                if (tried >= tries) {
                    log.warn("no token from {}{}: {}", properties.url(), TOKEN, failure.toString());
                    throw away("it cannot be reached");
                }
            } catch (RuntimeException refused) {
                breaker.releasePermission();
                throw refused;
            }
        }
    }

    private HttpResponse<byte[]> send(
            String client, @Nullable String secret, String path, Map<String, String> form, Duration timeout)
            throws IOException {
        if (secret == null || secret.isBlank()) {
            log.error(
                    "the gateway has no secret of the client {}: expected MNO_CLIENT_{}_SECRET",
                    client,
                    client.toUpperCase(Locale.ROOT));
            throw away("the gateway is not known to it");
        }
        var basic = encoded(client) + ":" + encoded(secret);
        var body = form.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        var request = HttpRequest.newBuilder(URI.create(properties.url() + path))
                .timeout(timeout)
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(basic.getBytes(StandardCharsets.UTF_8)))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            if (!free.tryAcquire(properties.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                throw away("%d questions are on their way to it, which is the limit".formatted(properties.atOnce()));
            }
            try {
                return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            } finally {
                free.release();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    private TokenAnswer read(HttpResponse<byte[]> response) throws IOException {
        var answer = document(response);
        if (response.statusCode() == OK) {
            var token = answer.path("access_token").asString("");
            if (token.isEmpty()) {
                throw new IOException("the answer has no access_token");
            }
            return new TokenAnswer.Granted(
                    token,
                    Duration.ofSeconds(answer.path("expires_in").asLong(0)),
                    text(answer, "refresh_token"),
                    text(answer, "id_token"));
        }
        var error = answer.path("error").asString("");
        if (OF_THE_CREDENTIAL.contains(error)) {
            return new TokenAnswer.Refused(
                    error, answer.path("error_description").asString(""));
        }
        throw new IOException("status %d, error '%s'".formatted(response.statusCode(), error));
    }

    private JsonNode document(HttpResponse<byte[]> response) throws IOException {
        try {
            return json.readTree(response.body());
        } catch (JacksonException unreadable) {
            throw new IOException("status %d, and no JSON".formatted(response.statusCode()), unreadable);
        }
    }

    private static @Nullable String text(JsonNode answer, String name) {
        var value = answer.path(name).asString("");
        return value.isEmpty() ? null : value;
    }

    private static ProblemException away(String why) {
        return new ProblemException(
                        CommonProblem.UNAVAILABLE,
                        "Credentials can't be checked now: %s.".formatted("team-rbac: " + why))
                .retryAfter(SOON);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
