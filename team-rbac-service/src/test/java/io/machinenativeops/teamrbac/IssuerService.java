package io.machinenativeops.teamrbac;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.text.ParseException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.machinenativeops.teamrbac.key.ApiKeys;
import io.machinenativeops.teamrbac.key.KeyVerdict;
import io.machinenativeops.teamrbac.token.KeyVerification;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service as the issuer it is: it trusts its own tokens only, and changes its keys every few seconds. */
@Import(IssuerService.Keys.class)
public abstract class IssuerService extends TeamRbacService {

    protected static final String ISSUER_URL = "http://localhost:8080";
    protected static final String GATEWAY = "gateway:gateway-secret-of-the-tests";
    protected static final String SERVICES = "services:services-secret-of-the-tests";
    protected static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
    protected static final String API_KEY = "urn:mno:params:oauth:token-type:api-key";
    protected static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

    /** Where a test may start a provider of OpenID Connect. */
    protected static final String PROVIDER = "http://127.0.0.1:" + freePort();

    protected static final String BFF = "bff:the-secret-of-bff-in-tests";
    protected static final String VERIFIER = "a-code-verifier-that-is-long-enough-to-be-one";

    /** Where a browser begins to sign in, with the challenge of the verifier (RFC 7636). */
    protected static final String SIGN_IN = "/oauth2/authorize?response_type=code&client_id=bff&scope=openid&state=xyz"
            + "&code_challenge_method=S256&code_challenge=" + challenge() + "&redirect_uri=" + ISSUER_URL
            + "/auth/callback";

    /** API keys that the tests made up; all others are looked for. */
    protected static final Map<String, KeyVerdict> KEYS = new ConcurrentHashMap<>();

    protected final HttpClient http = HttpClient.newHttpClient();
    protected final JsonMapper json = new JsonMapper();

    @LocalServerPort
    protected int port;

    @TestConfiguration(proxyBeanMethods = false)
    static class Keys {

        @Bean
        @Primary
        KeyVerification keysOfTheTests(ApiKeys real) {
            return (key, source) -> {
                var madeUp = KEYS.get(key);
                return madeUp == null ? real.verify(key, source) : madeUp;
            };
        }
    }

    @DynamicPropertySource
    static void issuer(DynamicPropertyRegistry registry) {
        registry.add("mno.security.jwks", () -> "");
        registry.add("mno.issuer.keys.period", () -> "1200ms");
        registry.add("mno.issuer.keys.max-age", () -> "400ms");
        registry.add("mno.issuer.keys.refresh", () -> "100ms");
    }

    /** The same provider is believed more or less, and one is away. */
    @DynamicPropertySource
    static void providers(DynamicPropertyRegistry registry) {
        var hanging = new HangingProvider();
        var issuers = Map.of("away", "http://127.0.0.1:1", "hanging", hanging.hanging(), "halfway", hanging.halfway());
        for (var id : List.of("trusted", "strict", "foreign", "away", "hanging", "halfway")) {
            registry.add("mno.oidc." + id + ".issuer", () -> issuers.getOrDefault(id, PROVIDER));
            registry.add("mno.oidc." + id + ".within", () -> id.startsWith("ha") ? "1s" : "30s");
            registry.add("mno.oidc." + id + ".client-id", () -> "mno");
            registry.add("mno.oidc." + id + ".client-secret", () -> "what-the-provider-gave");
            registry.add("mno.oidc." + id + ".name", () -> id.equals("trusted") ? "Trusted & Co" : id);
        }
        registry.add("mno.oidc.trusted.domains", () -> "corp.example");
        registry.add("mno.oidc.trusted.new-users", () -> "true");
        registry.add("mno.oidc.strict.domains", () -> "corp.example");
        registry.add("mno.oidc.foreign.new-users", () -> "true");
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }

    private static String challenge() {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    @BeforeEach
    void awaitTheFirstKey() {
        Awaitility.await().until(() -> get("/oauth2/jwks", null).status() == 200);
    }

    protected record Answer(int status, JsonNode body, java.net.http.HttpHeaders headers) {}

    /** A new key of the test's organisation that acts for its owner. */
    protected final String apiKey(@Nullable Instant validUntil) {
        var key = "key-" + UUID.randomUUID();
        KEYS.put(
                key,
                new KeyVerdict.Valid(organization, owner, owner, "abcdefghijklmnop", new UUID(7, 7), null, validUntil));
        return key;
    }

    protected final Answer exchangeKey(String key) {
        return token(GATEWAY, Map.of("grant_type", EXCHANGE, "subject_token", key, "subject_token_type", API_KEY));
    }

    protected final Answer exchangeUser(String token, UUID in) {
        return token(
                GATEWAY,
                Map.of(
                        "grant_type", EXCHANGE,
                        "subject_token", token,
                        "subject_token_type", ACCESS_TOKEN,
                        "mno_organization", in.toString()));
    }

    protected final Answer token(@Nullable String client, Map<String, String> form) {
        var request = HttpRequest.newBuilder(uri("/oauth2/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form(form)));
        if (client != null) {
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(client.getBytes(StandardCharsets.UTF_8)));
        }
        return send(request);
    }

    /** What the code of an answer to {@link #SIGN_IN} is good for, if the address that it leads to has one. */
    protected final Answer tokensFor(String address) {
        return token(
                BFF,
                Map.of(
                        "grant_type",
                        "authorization_code",
                        "code",
                        address.replaceFirst(".*[?&]code=([^&]+).*", "$1"),
                        "redirect_uri",
                        ISSUER_URL + "/auth/callback",
                        "code_verifier",
                        VERIFIER));
    }

    protected static String form(Map<String, String> form) {
        return form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    protected final Answer get(String path, @Nullable String token) {
        var request = HttpRequest.newBuilder(uri(path));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return send(request);
    }

    protected final Answer send(HttpRequest.Builder request) {
        try {
            var response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(
                    response.statusCode(),
                    response.body().length == 0 ? json.createObjectNode() : json.readTree(response.body()),
                    response.headers());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    protected final URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    protected final JWKSet published() {
        try {
            return JWKSet.parse(get("/oauth2/jwks", null).body().toString());
        } catch (ParseException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    /** The claims, if the token was signed with a key of the set. */
    protected static JWTClaimsSet verified(String token, JWKSet keys) throws BadJOSEException {
        var processor = new DefaultJWTProcessor<>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.ES256, new ImmutableJWKSet<>(keys)));
        try {
            return processor.process(token, null);
        } catch (ParseException | com.nimbusds.jose.JOSEException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }
}
