package io.machinenativeops.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import tools.jackson.databind.JsonNode;

/** A client of the gateway that holds every reply to the OpenAPI file. */
final class Api {

    private final Stack stack;
    private final Contract contract;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    Api(Stack stack) {
        this.stack = stack;
        this.contract = new Contract(stack.root().resolve("docs/api/token-tracking.yaml"));
    }

    /** A checked reply. */
    record Reply(int status, HttpResponse<String> response) {

        JsonNode json() {
            return Stack.JSON.readTree(response.body());
        }

        String body() {
            return response.body();
        }
    }

    Reply get(String pathAndQuery) {
        return send(request(pathAndQuery).GET());
    }

    Reply post(String path, String json) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    /** A request with the stack's key, to be completed by the test. */
    HttpRequest.Builder request(String pathAndQuery) {
        return anonymous(pathAndQuery).header("Authorization", "Bearer " + stack.apiKey());
    }

    HttpRequest.Builder anonymous(String pathAndQuery) {
        return HttpRequest.newBuilder(URI.create(stack.gatewayUrl() + pathAndQuery))
                .timeout(Duration.ofSeconds(30));
    }

    Reply send(HttpRequest.Builder builder) {
        var request = builder.build();
        var response = unchecked(request);
        var contentType = response.headers().firstValue("Content-Type").orElse("");
        contract.check(
                request.method(), request.uri().getRawPath(), response.statusCode(), contentType, response.body());
        return new Reply(response.statusCode(), response);
    }

    /** For replies that the gateway or the container gives before any operation is reached. */
    HttpResponse<String> unchecked(HttpRequest request) {
        return exchange(http, request);
    }

    /** A reply, or why there is none, as tests can throw it. */
    static HttpResponse<String> exchange(HttpClient http, HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /** The reply to a GET of a path that no careful client would send, as it came. */
    String rawGet(String pathAndQuery) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), stack.portBase())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write("GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n"
                            .formatted(pathAndQuery, stack.apiKey())
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
