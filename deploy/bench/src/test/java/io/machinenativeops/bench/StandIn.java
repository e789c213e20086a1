package io.machinenativeops.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import tools.jackson.databind.json.JsonMapper;

/** Takes what the generator sends and stores it at once, in the service's own table. */
final class StandIn implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpServer server;
    private final Sql sql;
    private final String clickHouseUrl;
    private final List<String> asked = new CopyOnWriteArrayList<>();

    StandIn(String clickHouseUrl) throws IOException {
        this.clickHouseUrl = clickHouseUrl;
        sql = new Sql(clickHouseUrl);
        Schema.create(sql);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/api/v1/usage-events", this::events);
        server.createContext("/otlp/v1/traces", this::spans);
        server.createContext("/api/v1/usage/", exchange -> answer(exchange, 200, "{}"));
        server.start();
    }

    Target target() {
        var url = "http://127.0.0.1:" + server.getAddress().getPort();
        return new Target(
                url,
                url,
                clickHouseUrl,
                1,
                "o-1",
                "k",
                () -> "t",
                Map.of(Target.GENERATOR, ProcessHandle.current().pid()));
    }

    Sql sql() {
        return sql;
    }

    /** Paths and queries of what was asked. */
    List<String> asked() {
        return asked;
    }

    private void events(HttpExchange exchange) throws IOException {
        var events = JSON.readTree(exchange.getRequestBody().readAllBytes()).get("events");
        var rows = new ArrayList<String>();
        events.values()
                .forEach(event -> rows.add("('o-1','%s','%s',1,now())"
                        .formatted(
                                event.get("eventId").asString(),
                                event.get("environment").asString())));
        store(rows);
        answer(exchange, 202, "{\"accepted\":%d,\"duplicates\":0,\"rejected\":[]}".formatted(rows.size()));
    }

    private void spans(HttpExchange exchange) throws IOException {
        var request =
                ExportTraceServiceRequest.parseFrom(exchange.getRequestBody().readAllBytes());
        var resource = request.getResourceSpans(0);
        var run = resource.getResource().getAttributes(1).getValue().getStringValue();
        var rows = new ArrayList<String>();
        for (var span : resource.getScopeSpans(0).getSpansList()) {
            if (!span.getParentSpanId().isEmpty()) {
                rows.add("('o-1','%d','%s',1,now())".formatted(span.getSpanId().hashCode(), run));
            }
        }
        store(rows);
        answer(exchange, 200, "");
    }

    private synchronized void store(List<String> rows) {
        sql.rows("INSERT INTO mno.usage_events (org_id, event_id, environment, sign, occurred_at) VALUES "
                + String.join(",", rows));
    }

    private void answer(HttpExchange exchange, int status, String body) {
        asked.add(exchange.getRequestURI().toString());
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        sql.close();
    }
}
