package io.machinenativeops.e2e;

import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import tools.jackson.databind.JsonNode;

/** As much of a browser as people need: cookies, redirects and forms, all at the gateway; and what a page of ours adds to writes. */
final class Browser {

    private static final Pattern FORM = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");
    private static final int MOST_REDIRECTS = 10;

    private final HttpClient http =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    private final String gateway;
    private String csrf = "";

    Browser(Stack stack) {
        this.gateway = stack.gatewayUrl();
    }

    /** From the page of somebody who is not signed in to a session at the gateway. */
    Browser signIn(String email, String password) {
        Matcher form =
                FORM.matcher(follow(get("/auth/login?return=/auth/session")).body());
        if (!form.find()) {
            throw new AssertionError("the login page has no form");
        }
        var session = follow(post("/login", Map.of("username", email, "password", password, "_csrf", form.group(1))));
        if (session.statusCode() != 200) {
            throw new AssertionError(email + " is not signed in: " + session.statusCode() + " " + session.body());
        }
        csrf = json(session).get("csrfToken").asString();
        return this;
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(URI.create(gateway + path)));
    }

    /** A form, as a page sends it. */
    HttpResponse<String> post(String path, Map<String, String> fields) {
        var body = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + Api.encode(field.getValue()))
                .collect(Collectors.joining("&"));
        return send(HttpRequest.newBuilder(URI.create(gateway + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** A request of a page's script, to be completed: the cookies are added by themselves. */
    HttpResponse<String> call(HttpRequest.Builder request) {
        return send(csrf.isEmpty() ? request : request.header("X-CSRF-Token", csrf));
    }

    static JsonNode json(HttpResponse<String> response) {
        return Stack.JSON.readTree(response.body());
    }

    /** Redirections lead to the public address, which is the gateway whatever its port is here. */
    private HttpResponse<String> follow(HttpResponse<String> first) {
        var response = first;
        for (int step = 0; response.statusCode() / 100 == 3; step++) {
            if (step == MOST_REDIRECTS) {
                throw new AssertionError(
                        "redirected too often, last to " + response.headers().map());
            }
            var target = URI.create(response.headers().firstValue("Location").orElseThrow());
            response = get(target.getRawPath() + (target.getRawQuery() == null ? "" : "?" + target.getRawQuery()));
        }
        return response;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        return Api.exchange(http, request.timeout(Duration.ofSeconds(30)).build());
    }
}
