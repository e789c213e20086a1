package io.machinenativeops.teamrbac;

import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Speaks to the service as one caller.
 *
 * @param tokens asked with each request, since a change makes older ones void
 */
public record Api(RestTestClient client, Supplier<@Nullable String> tokens) {

    private static final JsonMapper JSON = JsonMapper.shared();

    /**
     * What was answered.
     *
     * @param body an empty object where there is none
     */
    public record Answer(
            int status, JsonNode body, @Nullable String etag) {

        public String text(String field) {
            return body.path(field).asString("");
        }

        /** The code of a problem. */
        public String code() {
            return status + " " + text("code");
        }

        public String id() {
            return text("id");
        }
    }

    public Answer get(String path) {
        return send(HttpMethod.GET, path, null, Map.of());
    }

    public Answer post(String path, Map<String, ?> body) {
        return send(HttpMethod.POST, path, body, Map.of());
    }

    public Answer post(String path) {
        return send(HttpMethod.POST, path, null, Map.of());
    }

    public Answer put(String path, String match, Map<String, ?> body) {
        return send(HttpMethod.PUT, path, body, Map.of("If-Match", match));
    }

    public Answer patch(String path, String match, Map<String, ?> body) {
        return send(HttpMethod.PATCH, path, body, Map.of("If-Match", match));
    }

    public Answer delete(String path, String match) {
        return send(HttpMethod.DELETE, path, null, Map.of("If-Match", match));
    }

    public Answer send(HttpMethod method, String path, @Nullable Map<String, ?> body, Map<String, String> headers) {
        var token = tokens.get();
        var request = client.method(method).uri("/api/v1" + path).headers(all -> {
            headers.forEach(all::set);
            if (token != null) {
                all.setBearerAuth(token);
            }
        });
        if (body != null) {
            request.contentType(MediaType.APPLICATION_JSON).body(body);
        }
        var result = request.exchange().returnResult(String.class);
        var text = result.getResponseBody();
        return new Answer(
                result.getStatus().value(),
                text == null || text.isEmpty() ? JSON.createObjectNode() : Objects.requireNonNull(JSON.readTree(text)),
                result.getResponseHeaders().getETag());
    }
}
