package io.machinenativeops.platform.security;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationServiceException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks team-rbac, with a token of the service's own (client credentials). Answers are kept: grants at a revision never change.
 * Those who ask for the same together wait for one answer.
 */
final class HttpGrantsDirectory implements GrantsDirectory {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration BEFORE_THE_END = Duration.ofSeconds(30);
    /** Each may be a megabyte. */
    private static final int MOST = 500;

    private static final int TRIES = 2;

    private final String url;
    private final String credentials;
    private final JsonMapper json;
    private final InstantSource clock;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final CircuitBreaker breaker = CircuitBreaker.of(
            "team-rbac",
            CircuitBreakerConfig.custom()
                    .slidingWindowSize(10)
                    .minimumNumberOfCalls(4)
                    .waitDurationInOpenState(Duration.ofSeconds(2))
                    .permittedNumberOfCallsInHalfOpenState(1)
                    .build());
    private final Map<Asked, FutureTask<Grants>> known = new ConcurrentHashMap<>();
    private volatile @Nullable OwnToken own;

    HttpGrantsDirectory(String url, String clientId, String clientSecret, JsonMapper json, InstantSource clock) {
        this.url = url;
        this.credentials = "Basic "
                + Base64.getEncoder()
                        .encodeToString(
                                (encoded(clientId) + ":" + encoded(clientSecret)).getBytes(StandardCharsets.UTF_8));
        this.json = json;
        this.clock = clock;
    }

    private record Asked(String organization, String subject, long revision, String reference) {}

    private record OwnToken(String value, Instant until) {}

    @Override
    public Grants find(String organization, String subject, long revision, String reference) {
        var asked = new Asked(organization, subject, revision, reference);
        if (known.size() >= MOST) {
            known.clear();
        }
        var answer = known.computeIfAbsent(asked, _ -> new FutureTask<>(() -> ask(asked)));
        answer.run();
        try {
            return answer.get();
        } catch (ExecutionException failure) {
            known.remove(asked, answer);
            throw new AuthenticationServiceException(
                    "the grants of " + subject + " can't be read now",
                    Objects.requireNonNullElse(failure.getCause(), failure));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AuthenticationServiceException("interrupted while the grants were read", interrupted);
        }
    }

    private Grants ask(Asked asked) throws Exception {
        for (int tried = 1; ; tried++) {
            try {
                return breaker.executeCallable(() -> read(asked));
            } catch (CallNotPermittedException open) {
                throw open;
            } catch (IOException away) {
                if (tried == TRIES) {
                    throw away;
                }
            }
        }
    }

    private Grants read(Asked asked) throws IOException, InterruptedException {
        var path = "/internal/grants/" + encoded(asked.organization()) + "/" + encoded(asked.subject());
        var query = "?rev=" + asked.revision() + "&ref=" + encoded(asked.reference());
        var request = HttpRequest.newBuilder(URI.create(url + path + query))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + ownToken())
                .build();
        return Grants.fromClaim(json.convertValue(answer(request).path("grants"), Object.class));
    }

    private String ownToken() throws IOException, InterruptedException {
        var token = own;
        if (token == null || !clock.instant().isBefore(token.until())) {
            var request = HttpRequest.newBuilder(URI.create(url + "/oauth2/token"))
                    .timeout(TIMEOUT)
                    .header("Authorization", credentials)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials"))
                    .build();
            var answer = answer(request);
            var life = Duration.ofSeconds(answer.path("expires_in").asLong(0)).minus(BEFORE_THE_END);
            token = new OwnToken(
                    answer.path("access_token").asString(), clock.instant().plus(life));
            own = token;
        }
        return token.value();
    }

    private JsonNode answer(HttpRequest request) throws IOException, InterruptedException {
        var response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            own = null;
            throw new IOException(request.uri().getPath() + " answered " + response.statusCode() + ": expected 200");
        }
        try {
            return json.readTree(response.body());
        } catch (JacksonException unreadable) {
            throw new IOException(request.uri().getPath() + " answered no JSON", unreadable);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
