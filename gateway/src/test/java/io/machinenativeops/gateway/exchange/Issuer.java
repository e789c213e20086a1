package io.machinenativeops.gateway.exchange;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.machinenativeops.gateway.Upstream;
import io.machinenativeops.platform.testing.TestIssuer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A token endpoint as team-rbac's is agreed to be, with keys that a test makes and revokes. */
public final class Issuer {

    private static final String LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final String CLIENT = "Basic "
            + Base64.getEncoder().encodeToString("gateway:gateway%2Bsecret%2F".getBytes(StandardCharsets.UTF_8));

    private static final String BFF =
            "Basic " + Base64.getEncoder().encodeToString("bff:bff-secret".getBytes(StandardCharsets.UTF_8));

    /** A key that was issued. */
    public record Issued(String organization, long revision, int life) {}

    private final TestIssuer signer = new TestIssuer();
    private final Upstream server = new Upstream();
    private final Map<String, Issued> keys = new ConcurrentHashMap<>();
    private final Queue<Map<String, String>> asked = new ConcurrentLinkedQueue<>();
    private final Queue<String> authorizations = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Runnable> beforeAnswer = new AtomicReference<>(() -> {});

    private final Map<String, SignedIn> codes = new ConcurrentHashMap<>();
    private final Map<String, SignedIn> refreshTokens = new ConcurrentHashMap<>();
    private volatile int life = 300;
    private volatile String name = "http://localhost:8080";
    private volatile long revision = 1;

    public Issuer() {
        answer();
    }

    /** Answers as it should. */
    public void answer() {
        beforeAnswer.set(() -> {});
        server.does(this::exchange);
    }

    /** Does what a test tells it to. */
    public void does(HttpHandler handler) {
        server.does(handler);
    }

    /** Answers with this status and nothing that can be read. */
    public void answers(int status) {
        server.does(exchange -> exchange.sendResponseHeaders(status, -1));
    }

    /** Runs once what is to be answered is settled, and before it is sent. */
    public void beforeItAnswers(Runnable work) {
        beforeAnswer.set(work);
    }

    public String url() {
        return server.url();
    }

    public void stop() {
        server.stop();
    }

    public void start() {
        server.start();
    }

    /** What was asked since the test began. */
    public List<Map<String, String>> asked() {
        return List.copyOf(asked);
    }

    /** What stood in {@code Authorization}; empty for nothing. */
    public List<String> authorizations() {
        return List.copyOf(authorizations);
    }

    public void forgetWhatWasAsked() {
        asked.clear();
        authorizations.clear();
    }

    /** A key that is good for tokens of 300 s. */
    public String issue(String organization) {
        return issue(new Issued(organization, 1, 300));
    }

    public String issue(Issued issued) {
        var key = wellFormed();
        keys.put(key, issued);
        return key;
    }

    /** Grants of the key are as of this revision from now on. */
    public void revise(String key, long revision) {
        keys.computeIfPresent(key, (_, before) -> new Issued(before.organization(), revision, before.life()));
    }

    public void revoke(String key) {
        keys.remove(key);
    }

    /** A key that nobody issued. */
    public static String wellFormed() {
        return wellFormed(UUID.randomUUID().toString().replace("-", ""));
    }

    /** A key that nobody issued, with a secret of 32 letters and digits. */
    public static String wellFormed(String secret) {
        var letters = UUID.randomUUID().toString().replace("-", "");
        var body = "mno_live_" + letters.substring(0, 16) + "_" + secret;
        var crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        var sum = new StringBuilder();
        for (var rest = crc.getValue(); sum.length() < 6; rest /= 62) {
            sum.insert(0, LETTERS.charAt((int) (rest % 62)));
        }
        return body + sum;
    }

    public String userToken(String organization) {
        return token("user:1", null, new Issued(organization, 1, 300));
    }

    private String token(String subject, @Nullable String keyId, Issued issued) {
        return signer.token(
                issued.organization(),
                claims -> claims.subject(subject)
                        .claim("keyId", keyId)
                        .claim("authzRev", issued.revision())
                        .claim("iat", Instant.now().getEpochSecond())
                        .claim("exp", Instant.now().plusSeconds(issued.life()).getEpochSecond())
                        .jwtID(UUID.randomUUID().toString())
                        .claim("grants", Map.of("organization:" + issued.organization(), List.of("usage:read"))));
    }

    /** Somebody signs in at the issuer and comes back with this code. */
    public String signIn(URI authorization, String subject, String organization) {
        var query = form(authorization.getRawQuery());
        var code = UUID.randomUUID().toString();
        codes.put(code, new SignedIn(subject, organization, query));
        return code;
    }

    /** Names itself so in ID tokens from now on. */
    public void issues(String issuer) {
        name = issuer;
    }

    /** Tokens of somebody who has just signed in. */
    public TokenAnswer.Granted granted(String subject, String organization) {
        var tokens = tokens(new SignedIn(subject, organization, Map.of()));
        return new TokenAnswer.Granted(
                String.valueOf(tokens.get("access_token")),
                Duration.ofSeconds(life),
                String.valueOf(tokens.get("refresh_token")),
                null);
    }

    /** Access tokens of people live this long from now on. */
    public void peoplesTokensLive(int seconds) {
        life = seconds;
    }

    /** Signs somebody out everywhere: refresh tokens are good for nothing any more. */
    public void signOut(String subject) {
        refreshTokens.values().removeIf(signedIn -> signedIn.subject().equals(subject));
    }

    /** Refresh tokens that are good now. */
    public int refreshTokens() {
        return refreshTokens.size();
    }

    private record SignedIn(String subject, String organization, Map<String, String> query) {}

    private Map<String, Object> grant(Map<String, String> form) {
        return switch (String.valueOf(form.get("grant_type"))) {
            case "authorization_code" -> {
                var signedIn = codes.remove(String.valueOf(form.get("code")));
                var proven = signedIn != null
                        && sha256(String.valueOf(form.get("code_verifier")))
                                .equals(signedIn.query().get("code_challenge"))
                        && String.valueOf(form.get("redirect_uri"))
                                .equals(signedIn.query().get("redirect_uri"));
                yield signedIn != null && proven ? tokens(signedIn) : Map.of("error", "invalid_grant");
            }
            case "refresh_token" -> {
                var signedIn = refreshTokens.remove(String.valueOf(form.get("refresh_token")));
                yield signedIn == null ? Map.of("error", "invalid_grant") : tokens(signedIn);
            }
            default -> Map.of("error", "unsupported_grant_type");
        };
    }

    private Map<String, Object> tokens(SignedIn signedIn) {
        var refresh = UUID.randomUUID().toString();
        refreshTokens.put(refresh, signedIn);
        var nonce = String.valueOf(signedIn.query().get("nonce"));
        return Map.of(
                "access_token",
                token(signedIn.subject(), null, new Issued(signedIn.organization(), revision, life)),
                "refresh_token",
                refresh,
                "id_token",
                signer.token(
                        "",
                        claims -> claims.issuer(name)
                                .audience("bff")
                                .subject(signedIn.subject())
                                .claim("nonce", nonce)),
                "expires_in",
                life);
    }

    /** Tokens of people are made from this revision from now on. */
    public void revise(long newer) {
        revision = newer;
    }

    private static String sha256(String text) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private void exchange(HttpExchange exchange) throws IOException {
        var form = form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        asked.add(form);
        authorizations.add(String.valueOf(
                Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Authorization"), "")));
        if (BFF.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            if (exchange.getRequestURI().getPath().equals("/oauth2/revoke")) {
                refreshTokens.remove(String.valueOf(form.get("token")));
                exchange.sendResponseHeaders(200, -1);
            } else {
                var granted = grant(form);
                beforeAnswer.get().run();
                send(exchange, granted.containsKey("error") ? 400 : 200, granted);
            }
            return;
        }
        var ok = exchange.getRequestURI().getPath().equals("/oauth2/token")
                && exchange.getRequestMethod().equals("POST")
                && "urn:ietf:params:oauth:grant-type:token-exchange".equals(form.get("grant_type"));
        if (!ok || !CLIENT.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            send(exchange, 401, Map.of("error", "invalid_client"));
            return;
        }
        var answer = answer(form);
        beforeAnswer.get().run();
        send(exchange, answer.containsKey("error") ? 400 : 200, answer);
    }

    private Map<String, Object> answer(Map<String, String> form) {
        var subject = String.valueOf(form.get("subject_token"));
        if ("urn:ietf:params:oauth:token-type:access_token".equals(form.get("subject_token_type"))) {
            var wanted = String.valueOf(form.get("mno_organization"));
            return wanted.startsWith("0")
                    ? granted(userToken(wanted), 300)
                    : Map.of("error", "invalid_request", "error_description", "Not a member.");
        }
        var issued = keys.get(subject);
        if (issued == null || form.get("mno_source") == null) {
            return Map.of("error", "invalid_request", "error_description", "The key is not known.");
        }
        return granted(token("agent:1", subject.substring(9, 25), issued), issued.life());
    }

    private static Map<String, Object> granted(String token, int life) {
        return Map.of("access_token", token, "token_type", "Bearer", "expires_in", life);
    }

    private static void send(HttpExchange exchange, int status, Map<String, ?> answer) throws IOException {
        var body = JsonMapper.shared().writeValueAsBytes(answer);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private static Map<String, String> form(String body) {
        return Arrays.stream(body.split("&"))
                .filter(field -> field.indexOf('=') > 0)
                .map(field -> field.split("=", 2))
                .collect(Collectors.toMap(
                        field -> URLDecoder.decode(field[0], StandardCharsets.UTF_8),
                        field -> URLDecoder.decode(field[1], StandardCharsets.UTF_8),
                        (first, _) -> first,
                        HashMap::new));
    }
}
