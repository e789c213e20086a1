package io.machinenativeops.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The API of a stack, as anybody with a credential uses it. */
final class GatewayApi implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int OK = 200;
    private static final int CREATED = 201;

    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;
    private final String credential;
    private final Map<String, String> headers;

    /**
     * @param credential an API key or an access token
     * @param headers more of them, with every request
     */
    GatewayApi(String url, String credential, Map<String, String> headers) {
        this.url = url;
        this.credential = credential;
        this.headers = Map.copyOf(headers);
    }

    /** A reply with its status. */
    record Reply(int status, JsonNode body) {

        private static Reply of(HttpResponse<String> reply) {
            boolean isJson = reply.headers()
                    .firstValue("Content-Type")
                    .filter(type -> type.contains("json"))
                    .isPresent();
            return new Reply(reply.statusCode(), JSON.readTree(isJson ? reply.body() : "{}"));
        }
    }

    /** What is there. */
    JsonNode get(String path) throws IOException, InterruptedException {
        return expect(OK, "GET " + path, ask(path));
    }

    /** Whatever is answered. */
    Reply ask(String path) throws IOException, InterruptedException {
        return send(path, null);
    }

    /** What was made. */
    JsonNode create(String path, Map<String, ?> body) throws IOException, InterruptedException {
        return expect(CREATED, "POST " + path, send(path, body));
    }

    private Reply send(String path, @Nullable Map<String, ?> body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + credential);
        headers.forEach(request::header);
        if (body != null) {
            request.header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)));
        }
        return Reply.of(http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
    }

    private static JsonNode expect(int status, String request, Reply reply) {
        if (reply.status() != status) {
            throw new StackFailure("%s was answered with %d: %s"
                    .formatted(
                            request, reply.status(), reply.body().path("detail").asString("no reason was given")));
        }
        return reply.body();
    }

    @Override
    public void close() {
        http.close();
    }
}
