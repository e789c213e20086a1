package io.machinenativeops.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;

/** The service behind the gateway: does what a test tells it to, and keeps what it was sent. */
public final class Upstream {

    /** A request as it arrived; each character of the body is one byte. */
    public record Received(String method, String target, Headers headers, String body) {}

    private final Queue<Received> received = new ConcurrentLinkedQueue<>();
    private volatile HttpHandler handler = exchange -> {};
    private int port;
    private @Nullable HttpServer server;

    public Upstream() {
        start();
    }

    public void start() {
        try {
            var started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            port = started.getAddress().getPort();
            started.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            started.createContext("/", exchange -> {
                try (exchange) {
                    handler.handle(exchange);
                }
            });
            started.start();
            server = started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    public void does(HttpHandler handler) {
        received.clear();
        this.handler = handler;
    }

    /** Keeps each request and answers it. */
    public void answers(int status, String contentType, byte[] body) {
        does(exchange -> {
            keep(exchange);
            exchange.getResponseHeaders().set("Content-Type", contentType);
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        });
    }

    private void keep(HttpExchange exchange) throws IOException {
        received.add(new Received(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                exchange.getRequestHeaders(),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1)));
    }

    public Received last() {
        return received.stream().reduce((_, next) -> next).orElseThrow();
    }

    public boolean sawNothing() {
        return received.isEmpty();
    }
}
