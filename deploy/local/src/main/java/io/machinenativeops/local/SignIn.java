package io.machinenativeops.local;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import tools.jackson.databind.json.JsonMapper;

/** Signs somebody in as a browser without JavaScript does: authorization code with PKCE (RFC 7636), through the login page. */
final class SignIn implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int OK = 200;
    private static final int REFUSED = 400;
    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");
    private static final Pattern CODE = Pattern.compile("[?&]code=([^&]+)");
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final HttpClient http =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    private final String url;
    private final String callback;

    /**
     * @param url where the issuer is reached from here
     * @param callback the redirect URI of its client {@code dashboard}
     */
    SignIn(String url, String callback) {
        this.url = url;
        this.callback = callback;
    }

    /** An access token of the first user, who runs the platform. */
    static String firstUser(Settings settings, Credentials credentials) throws InterruptedException {
        try (SignIn signIn = new SignIn(settings.gatewayUrl(), settings.issuer() + "/auth/callback")) {
            return signIn.token(credentials.adminEmail(), credentials.adminPassword());
        } catch (IOException away) {
            throw new StackFailure(
                    "the gateway does not answer at %s (%s): './mno status'".formatted(settings.gatewayUrl(), away));
        }
    }

    /**
     * An access token of the person, for no organisation yet.
     *
     * @throws StackFailure if the issuer does not let them in
     */
    String token(String email, String password) throws IOException, InterruptedException {
        String form = found(CSRF, send(get("/login")).body(), "the login page holds no form");
        HttpResponse<String> signedIn =
                send(post("/login", Map.of("username", email, "password", password, "_csrf", form)));
        String to = location(signedIn);
        if (signedIn.statusCode() >= REFUSED || to.contains("/login")) {
            throw new StackFailure("%s cannot sign in (%s): was the password changed?".formatted(email, to));
        }
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        String verifier = BASE64.encodeToString(random);
        HttpResponse<String> authorized = send(get("/oauth2/authorize?"
                + encoded(Map.of(
                        "response_type", "code",
                        "client_id", "dashboard",
                        "redirect_uri", callback,
                        "scope", "openid",
                        "code_challenge", BASE64.encodeToString(sha256(verifier)),
                        "code_challenge_method", "S256"))));
        HttpResponse<String> reply = send(post(
                "/oauth2/token",
                Map.of(
                        "grant_type",
                        "authorization_code",
                        "client_id",
                        "dashboard",
                        "redirect_uri",
                        callback,
                        "code",
                        found(CODE, location(authorized), "the issuer gave no code"),
                        "code_verifier",
                        verifier)));
        if (reply.statusCode() != OK) {
            throw new StackFailure("the issuer answered %d where a token was asked for".formatted(reply.statusCode()));
        }
        return JSON.readTree(reply.body()).get("access_token").asString();
    }

    private HttpRequest.Builder get(String path) {
        return HttpRequest.newBuilder(URI.create(url + path));
    }

    private HttpRequest.Builder post(String path, Map<String, String> fields) {
        return get(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(encoded(fields)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String location(HttpResponse<String> reply) {
        return reply.headers().firstValue("Location").orElse(reply.statusCode() + " without a place to go on");
    }

    private static String found(Pattern pattern, String text, String otherwise) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new StackFailure(otherwise);
        }
        return matcher.group(1);
    }

    private static String encoded(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("this JDK lacks SHA-256", missing);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
