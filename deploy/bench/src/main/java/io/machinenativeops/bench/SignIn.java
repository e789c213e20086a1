package io.machinenativeops.bench;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Signs the first user in once, as a browser without scripts does, and takes as many refresh tokens as asked for. */
final class SignIn {

    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");
    private static final Pattern CODE = Pattern.compile("[?&]code=([^&]+)");
    private static final String VERIFIER = "a-code-verifier-of-the-load-generator-and-long-enough";
    private static final int REDIRECTED = 302;

    private final AuthTarget target;

    SignIn(AuthTarget target) {
        this.target = target;
    }

    List<String> refreshTokens(int count) throws IOException, InterruptedException {
        var tokens = new ArrayList<String>();
        var endpoint = new TokenEndpoint(target);
        try (var browser = HttpClient.newBuilder()
                        .cookieHandler(new CookieManager())
                        .build();
                var http = new Http(null, Duration.ofSeconds(30))) {
            send(browser, HttpRequest.newBuilder(authorize()));
            var page = send(browser, HttpRequest.newBuilder(at("/login"))).body();
            var csrf = CSRF.matcher(page);
            if (!csrf.find()) {
                throw new IllegalStateException("the login page has no form");
            }
            send(
                    browser,
                    HttpRequest.newBuilder(at("/login"))
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(HttpRequest.BodyPublishers.ofString(TokenEndpoint.form(Map.of(
                                    "username", target.email(),
                                    "password", target.password(),
                                    "_csrf", csrf.group(1))))));
            for (int each = 0; each < count; each++) {
                var back = send(browser, HttpRequest.newBuilder(authorize()));
                var code = CODE.matcher(back.headers().firstValue("Location").orElse(""));
                if (back.statusCode() != REDIRECTED || !code.find()) {
                    throw new IllegalStateException("%s could not be signed in: status %d, to %s"
                            .formatted(
                                    target.email(),
                                    back.statusCode(),
                                    back.headers().firstValue("Location").orElse("nowhere")));
                }
                tokens.add(TokenEndpoint.field(
                        endpoint.redeem(http, code.group(1), VERIFIER, target.callback()), "refresh_token"));
            }
        }
        return tokens;
    }

    private URI authorize() {
        return at("/oauth2/authorize?"
                + TokenEndpoint.form(Map.of(
                        "response_type", "code",
                        "client_id", "bff",
                        "scope", "openid profile email",
                        "state", "bench",
                        "redirect_uri", target.callback(),
                        "code_challenge_method", "S256",
                        "code_challenge", challenge())));
    }

    private URI at(String path) {
        return URI.create(target.rbacUrl() + path);
    }

    private static HttpResponse<String> send(HttpClient browser, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return browser.send(request.header("Accept", "text/html").build(), BodyHandlers.ofString());
    }

    private static String challenge() {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
