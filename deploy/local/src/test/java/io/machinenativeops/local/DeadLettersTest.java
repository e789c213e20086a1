package io.machinenativeops.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Against a service that answers as the real one is held to by its own tests. */
class DeadLettersTest {

    private final Map<String, String> replies = new LinkedHashMap<>();
    private final List<String> requests = new ArrayList<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private HttpServer service;

    @BeforeEach
    void start() throws IOException {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/api/v1/usage/dead-letters", exchange -> {
            var uri = exchange.getRequestURI().toString().substring("/api/v1/usage/dead-letters".length());
            var request = exchange.getRequestMethod() + " " + uri;
            requests.add(request + " " + exchange.getRequestHeaders().getFirst("Authorization"));
            var reply = replies.getOrDefault(request, "404 {\"detail\":\"There is no dead letter.\"}");
            var body = reply.substring(4).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(Integer.parseInt(reply.substring(0, 3)), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        service.start();
    }

    @AfterEach
    void stop() {
        service.stop(0);
    }

    @Test
    void listsAllPages() throws Exception {
        replies.put("GET ?limit=1000&cursor=", "200 " + page(item("1-0", "\"org-a\"", "\"e-1\""), "\"1-0\""));
        replies.put("GET ?limit=1000&cursor=1-0", "200 " + page(item("2-0", "null", ""), "null"));

        letters().list();

        assertThat(printed()
                        .lines()
                        .map(line -> line.replaceAll(" +", " ").strip())
                        .toList())
                .containsExactly(
                        "ID AT ORGANISATION EVENT CAUSE",
                        "1-0 2026-11-22T10:00:00Z org-a e-1 too old",
                        "2-0 2026-11-22T10:00:00Z - - too old",
                        "",
                        "2 in all; './mno dead-letters replay ID' or '--all' stores them when the cause is gone.");
        assertThat(requests).allMatch(request -> request.endsWith(" Bearer secret"));
    }

    @Test
    void saysWhenThereAreNone() throws Exception {
        replies.put("GET ?limit=1000&cursor=", "200 {\"items\":[],\"nextCursor\":null}");

        letters().list();

        assertThat(printed()).isEqualToIgnoringNewLines("The store has refused nothing.");
    }

    @Test
    void replaysOneOrAll() throws Exception {
        replies.put("GET ?limit=1000&cursor=", "200 " + page(item("1-0", "null", ""), "null"));
        replies.put("POST /1-0/replay", "200 {\"id\":\"1-0\",\"outcome\":\"replayed\"}");

        letters().replay("1-0");
        letters().replayAll();

        assertThat(printed().lines()).containsExactly("1-0 replayed", "1-0 replayed", "1 replayed");
    }

    @Test
    void deletesOne() throws Exception {
        replies.put("DELETE /1-0", "204 ");

        letters().delete("1-0");

        assertThat(printed()).isEqualToIgnoringNewLines("1-0 deleted");
    }

    @Test
    void saysWhatTheServiceSays() {
        assertThatThrownBy(() -> letters().replay("9-9"))
                .isInstanceOf(StackFailure.class)
                .hasMessage("token-tracking answered 404: There is no dead letter.");
        service.stop(0);
        assertThatThrownBy(() -> letters().list()).hasMessageContaining("token-tracking does not answer at http://");
    }

    private DeadLetters letters() {
        return new DeadLetters(
                service.getAddress().getPort(),
                "secret",
                new Progress(new PrintStream(out, true, StandardCharsets.UTF_8)));
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String page(String items, String next) {
        return "{\"items\":[" + items + "],\"nextCursor\":" + next + "}";
    }

    private static String item(String id, String organization, String events) {
        return """
                {"id":"%s","at":"2026-11-22T10:00:00Z","organizationId":%s,"eventIds":[%s],"cause":"too old"}""".formatted(id, organization, events);
    }
}
