package io.machinenativeops.e2e;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Somebody who calls the gateway: by a session in one organisation, or by an API key. */
final class Person {

    private static final String ORGANIZATION = "X-Mno-Organization";

    private final Stack stack;
    private final Browser browser;
    private final String header;
    private final String value;

    private Person(Stack stack, Browser browser, String header, String value) {
        this.stack = stack;
        this.browser = browser;
        this.header = header;
        this.value = value;
    }

    static Person signedIn(Stack stack, Browser browser) {
        return new Person(stack, browser, "Accept", "*/*");
    }

    static Person in(Stack stack, Browser browser, String organization) {
        return new Person(stack, browser, ORGANIZATION, organization);
    }

    static Person with(Stack stack, String key) {
        return new Person(stack, new Browser(stack), "Authorization", "Bearer " + key);
    }

    /** The same session, for no organisation; a key stays where it is. */
    Person nowhere() {
        return header.equals(ORGANIZATION) ? signedIn(stack, browser) : this;
    }

    /** The same session, for another organisation. */
    Person at(String organization) {
        return in(stack, browser, organization);
    }

    HttpResponse<String> send(String method, String path, @Nullable String body) {
        return browser.call(HttpRequest.newBuilder(URI.create(stack.gatewayUrl() + path))
                .header(header, value)
                .header("Content-Type", "application/json")
                .header("If-Match", "*")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body)));
    }

    /** What is there. */
    JsonNode get(String path) {
        return expect(200, send("GET", path, null));
    }

    /** What was made. */
    JsonNode make(String path, String body) {
        return expect(201, send("POST", path, body));
    }

    String idOf(String path, String body) {
        return make(path, body).get("id").asString();
    }

    static void expectPage(HttpResponse<String> page) {
        assertThat(page.statusCode()).as(page.uri() + ": " + page.body()).isEqualTo(200);
    }

    static JsonNode expect(int status, HttpResponse<String> reply) {
        assertThat(reply.statusCode())
                .as(reply.request().method() + " " + reply.uri() + ": " + reply.body())
                .isEqualTo(status);
        return Browser.json(reply);
    }
}
