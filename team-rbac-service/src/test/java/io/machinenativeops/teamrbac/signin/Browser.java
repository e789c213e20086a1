package io.machinenativeops.teamrbac.signin;

import java.io.IOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** As much of a browser as a page without scripts needs: cookies and forms. It follows no redirect by itself. */
final class Browser {

    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

    private final CookieManager cookies = new CookieManager();
    private final HttpClient http = HttpClient.newBuilder()
            .cookieHandler(cookies)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final URI base;

    Browser(URI base) {
        this.base = base;
    }

    HttpResponse<String> get(String path, String... headers) {
        var request = HttpRequest.newBuilder(base.resolve(path)).header("Accept", "text/html");
        for (int each = 0; each < headers.length; each += 2) {
            request.header(headers[each], headers[each + 1]);
        }
        return send(request);
    }

    HttpResponse<String> post(String path, Map<String, String> form) {
        var body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return send(HttpRequest.newBuilder(base.resolve(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** Fills in the page. */
    HttpResponse<String> signIn(String email, String password) {
        return post("/login", Map.of("username", email, "password", password, "_csrf", csrf()));
    }

    String csrf() {
        var page = get("/login").body();
        var found = CSRF.matcher(page);
        if (!found.find()) {
            throw new AssertionError("no CSRF token in " + page);
        }
        return found.group(1);
    }

    List<HttpCookie> cookies() {
        return cookies.getCookieStore().getCookies();
    }

    static String location(HttpResponse<String> response) {
        return response.headers()
                .firstValue("Location")
                .orElseThrow(() -> new AssertionError("no redirect: " + response.statusCode() + " " + response.body()));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
