package io.machinenativeops.embedded;

import java.io.IOException;
import java.lang.System.Logger;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;

/** Answers ClickHouse's HTTP interface: one statement a request, its rows in the body, errors with ClickHouse's codes. */
final class QueryHandler implements HttpHandler {

    private static final Logger LOG = System.getLogger(QueryHandler.class.getName());
    private static final Pattern LOOPBACK = Pattern.compile("(127\\.0\\.0\\.1|localhost|\\[::1])(:\\d+)?");
    private static final String TRUNCATING = "result_overflow_mode";

    private final Engine engine;
    private final ServerSettings settings;
    private final DiskGuard disk;

    QueryHandler(Engine engine, ServerSettings settings, DiskGuard disk) {
        this.engine = engine;
        this.settings = settings;
        this.disk = disk;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        QueryResponse response = new QueryResponse(exchange, settings.maxResultBytes(), engine.timeZone());
        try (exchange) {
            try {
                answer(exchange, response);
            } catch (EngineException e) {
                response.refuse(e, settings.maxRequestBytes());
            } catch (IOException e) {
                LOG.log(Logger.Level.DEBUG, "A request could not be read or answered", e);
                response.refuse(
                        EngineException.badRequest("The request cannot be read: " + e.getMessage()),
                        settings.maxRequestBytes());
            } catch (RuntimeException e) {
                LOG.log(Logger.Level.ERROR, "A request failed in the front", e);
                response.refuse(EngineException.unexpected(e), settings.maxRequestBytes());
            }
        }
    }

    private void answer(HttpExchange exchange, QueryResponse response) throws IOException {
        requireNoBrowser(exchange);
        QueryRequest request = QueryRequest.of(exchange.getRequestURI().getRawQuery(), exchange.getRequestHeaders());
        response.belongsTo(request);
        RequestBody body = RequestBody.read(exchange, request, settings.maxRequestBytes());
        switch (body.statement()) {
            case Statement.Insert insert -> {
                disk.requireRoom();
                NativeQuery head = new NativeQuery(body.head(insert), insert.format(), request.parameters());
                try (EngineSession session = prepared(request, exchange.getRequestMethod(), "");
                        EngineResult result = session.insert(head, body.rows(insert))) {
                    response.send(result, request.format());
                }
            }
            case Statement.Whole whole -> {
                byte[] text = body.text();
                NativeQuery query = new NativeQuery(text, request.format(), request.parameters());
                try (EngineSession session =
                                prepared(request, exchange.getRequestMethod(), RequestBody.characters(text));
                        EngineResult result = session.query(query)) {
                    response.send(result, whole.format() == null ? request.format() : whole.format());
                }
            }
        }
    }

    /** Keeps web pages out: a browser names the page's origin, or was led to this port under a name of the page's own. */
    private static void requireNoBrowser(HttpExchange exchange) {
        String origin = exchange.getRequestHeaders().getFirst("Origin");
        String host = exchange.getRequestHeaders().getFirst("Host");
        if (origin != null || (host != null && !LOOPBACK.matcher(host).matches())) {
            throw EngineException.accessDenied("Origin is " + origin + " and Host is " + host
                    + ", expected no Origin and a loopback Host: web pages may not use this server");
        }
    }

    private EngineSession prepared(QueryRequest request, String method, String sql) {
        EngineSession session = engine.session();
        try {
            if (request.database() != null) {
                session.execute("USE " + quoted(request.database(), '`'));
            }
            Map<String, String> all = settingsOf(request, method, sql);
            if (!all.isEmpty()) {
                session.execute("SET "
                        + all.entrySet().stream()
                                .map(setting ->
                                        quoted(setting.getKey(), '`') + " = " + quoted(setting.getValue(), '\''))
                                .collect(Collectors.joining(", ")));
            }
            return session;
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private static Map<String, String> settingsOf(QueryRequest request, String method, String sql) {
        Map<String, String> all = new LinkedHashMap<>();
        // The engine would cut a too long result short in silence; it is measured afterwards instead.
        if (request.settings().containsKey(TRUNCATING)
                || sql.toLowerCase(Locale.ROOT).contains(TRUNCATING)) {
            all.put("max_result_bytes", "0");
        }
        all.putAll(request.settings());
        // As in ClickHouse, a GET may read and change settings, no more.
        if (method.equals("GET")) {
            all.put("readonly", "2");
        }
        return all;
    }

    private static String quoted(String text, char quote) {
        return quote + text.replace("\\", "\\\\").replace(Character.toString(quote), "\\" + quote) + quote;
    }
}
