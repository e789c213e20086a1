package io.machinenativeops.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class WireTest {

    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final List<Integer> connections = Collections.synchronizedList(new ArrayList<>());
    private volatile String answer = "";
    private ServerSocket server;
    private Http http;

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0);
        Thread.ofVirtual().start(this::serve);
        http = Http.ofLane("Bearer t", Duration.ofSeconds(30));
    }

    @AfterEach
    void stop() throws IOException {
        http.close();
        server.close();
    }

    @Test
    void sendsABodyAndReadsOneWithItsLength() throws IOException {
        answer = "HTTP/1.1 202 \r\ncontent-length: 5\r\nConnection: keep-alive\r\n\r\n日é";

        assertThat(http.post(url(), "application/json", new byte[] {'{', '}'})).isEqualTo(new Http.Reply(202, "日é"));
        assertThat(http.post(url(), "application/json", new byte[] {'{', '}'})).isEqualTo(new Http.Reply(202, "日é"));

        assertThat(asked)
                .hasSize(2)
                .allSatisfy(request -> assertThat(request)
                        .startsWith("POST /things?a=b HTTP/1.1\r\nHost: localhost:" + server.getLocalPort() + "\r\n")
                        .contains("\r\nAuthorization: Bearer t\r\n", "\r\nContent-Type: application/json\r\n")
                        .endsWith("\r\nContent-Length: 2\r\n\r\n{}"));
        assertThat(connections).hasSize(1);
    }

    @Test
    void readsChunksAndAnswersWithoutBody() throws IOException {
        answer =
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\na;x=y\r\n0123456789\r\n0\r\nT: x\r\n\r\n";
        assertThat(http.get(url())).isEqualTo(new Http.Reply(200, "abc0123456789"));
        answer = "HTTP/1.1 204 No Content\r\n\r\n";
        assertThat(http.get(url())).isEqualTo(new Http.Reply(204, ""));

        assertThat(connections).hasSize(1);
    }

    @Test
    void opensAnotherConnectionWhenTheServerClosesIt() throws IOException {
        answer = "HTTP/1.1 200 \r\nContent-Length: 1\r\nConnection: close\r\n\r\na";
        assertThat(http.get(url()).body()).isEqualTo("a");
        answer = "HTTP/1.1 200 \r\n\r\nto the end";
        assertThat(http.get(url()).body()).isEqualTo("to the end");
        answer = "HTTP/1.1 200 \r\nContent-Length: 1\r\n\r\nb";
        assertThat(http.get(url()).body()).isEqualTo("b");

        assertThat(connections).hasSize(3);
    }

    @Test
    void failsWhereAnAnswerBreaksOffAndGoesOnAfterwards() throws IOException {
        answer = "HTTP/1.1 200 \r\nContent-Length: 10\r\nConnection: close\r\n\r\nhalf";
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> http.get(url()));
        answer = "no HTTP\r\n\r\n";
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> http.get(url()));
        answer = "HTTP/1.1 200 \r\nContent-Length: 1\r\n\r\nb";
        assertThat(http.get(url()).body()).isEqualTo("b");
    }

    private String url() {
        return "http://localhost:" + server.getLocalPort() + "/things?a=b";
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                var socket = server.accept();
                connections.add(socket.getPort());
                Thread.ofVirtual().start(() -> answer(socket));
            } catch (IOException ended) {
                return;
            }
        }
    }

    /** Answers each request with what is set; an answer without an end that it says itself ends the connection. */
    private void answer(Socket socket) {
        try (socket) {
            var room = new byte[4096];
            for (int read = socket.getInputStream().read(room);
                    read > 0;
                    read = socket.getInputStream().read(room)) {
                asked.add(new String(room, 0, read, StandardCharsets.UTF_8));
                var said = answer;
                socket.getOutputStream().write(said.getBytes(StandardCharsets.UTF_8));
                if (said.contains("close") || said.contains("to the end")) {
                    return;
                }
            }
        } catch (IOException ended) {
            // The other side is done.
        }
    }
}
