package io.machinenativeops.bench;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code POST /oauth2/token} as the clients that there are. */
final class TokenEndpoint {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String FORM = "application/x-www-form-urlencoded";

    private final String url;
    private final String gateway;
    private final String services;
    private final String bff;

    TokenEndpoint(AuthTarget target) {
        url = target.rbacUrl() + "/oauth2/token";
        gateway = basic("gateway", target.clients().gateway());
        services = basic("services", target.clients().services());
        bff = basic("bff", target.clients().bff());
    }

    /** RFC 8693: a token for an API key. */
    Http.Reply exchange(Http http, String key) throws IOException {
        return ask(
                http,
                gateway,
                Map.of(
                        "grant_type",
                        "urn:ietf:params:oauth:grant-type:token-exchange",
                        "subject_token_type",
                        "urn:mno:params:oauth:token-type:api-key",
                        "subject_token",
                        key));
    }

    Http.Reply clientCredentials(Http http) throws IOException {
        return ask(http, services, Map.of("grant_type", "client_credentials"));
    }

    Http.Reply refresh(Http http, String token) throws IOException {
        return ask(http, bff, Map.of("grant_type", "refresh_token", "refresh_token", token));
    }

    Http.Reply redeem(Http http, String code, String verifier, String callback) throws IOException {
        return ask(
                http,
                bff,
                Map.of(
                        "grant_type", "authorization_code",
                        "code", code,
                        "code_verifier", verifier,
                        "redirect_uri", callback));
    }

    /** A field of an answer that has to be there. */
    static String field(Http.Reply reply, String name) {
        JsonNode found = JSON.readTree(reply.body()).path(name);
        if (reply.status() != 200 || !found.isString()) {
            throw new IllegalStateException(
                    "the token endpoint answered %d without %s: %s".formatted(reply.status(), name, reply.body()));
        }
        return found.asString();
    }

    private Http.Reply ask(Http http, String client, Map<String, String> form) throws IOException {
        return http.post(url, FORM, form(form).getBytes(StandardCharsets.UTF_8), client);
    }

    static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static String basic(String client, String secret) {
        return "Basic " + Base64.getEncoder().encodeToString((client + ":" + secret).getBytes(StandardCharsets.UTF_8));
    }
}
