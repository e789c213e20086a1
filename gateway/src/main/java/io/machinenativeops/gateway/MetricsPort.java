package io.machinenativeops.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The gateway's meters for Prometheus, on a port and address of their own: the gateway's port is open to everybody. A separate
 * management port would take the public health along.
 */
@Component
@ConditionalOnExpression("'${mno.gateway.metrics-port:}' != ''")
final class MetricsPort implements SmartLifecycle {

    private static final String PATH = "/actuator/prometheus";
    private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int NO_BODY = -1;

    private final InetSocketAddress address;
    private final PrometheusMeterRegistry meters;
    private @Nullable HttpServer server;

    MetricsPort(GatewayProperties properties, PrometheusMeterRegistry meters) {
        var port = properties.metricsPort();
        this.address = new InetSocketAddress(properties.metricsAddress(), port == null ? 0 : port);
        this.meters = meters;
    }

    @Override
    public void start() {
        try {
            var started = HttpServer.create(address, 0);
            started.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            started.createContext("/", this::answer);
            started.start();
            server = started;
        } catch (IOException taken) {
            throw new UncheckedIOException("mno.gateway.metrics-port: cannot listen on " + address, taken);
        }
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(0);
            server = null;
        }
    }

    @Override
    public boolean isRunning() {
        return server != null;
    }

    /** The port it listens on. */
    int port() {
        return server == null ? 0 : server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestURI().getPath().equals(PATH)) {
                exchange.sendResponseHeaders(NOT_FOUND, NO_BODY);
            } else if (!exchange.getRequestMethod().equals("GET")) {
                exchange.sendResponseHeaders(METHOD_NOT_ALLOWED, NO_BODY);
            } else {
                var body = meters.scrape().getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", TYPE);
                exchange.sendResponseHeaders(OK, body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }
}
