package io.machinenativeops.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.machinenativeops.embedded.Chdb.Counter;

/** Answers ClickHouse's HTTP interface: one statement a request, its rows in the body, errors with ClickHouse's codes. */
final class QueryHandler implements HttpHandler {

    private static final Logger LOG = System.getLogger(QueryHandler.class.getName());

    private final Engine engine;
    private final ServerSettings settings;

    QueryHandler(Engine engine, ServerSettings settings) {
        this.engine = engine;
        this.settings = settings;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        boolean compress = false;
        try (exchange) {
            try {
                QueryRequest request =
                        QueryRequest.of(exchange.getRequestURI().getRawQuery(), exchange.getRequestHeaders());
                compress = request.compress();
                exchange.getResponseHeaders().set("X-ClickHouse-Query-Id", request.queryId());
                answer(exchange, request);
            } catch (EngineException e) {
                refuse(exchange, e, compress);
            } catch (IOException e) {
                LOG.log(Logger.Level.DEBUG, "A request could not be read or answered", e);
                refuse(
                        exchange,
                        EngineException.of(
                                EngineException.BAD_ARGUMENTS,
                                "BAD_ARGUMENTS",
                                "The request could not be read: " + e.getMessage()),
                        compress);
            }
        }
    }

    private void answer(HttpExchange exchange, QueryRequest request) throws IOException {
        long began = System.nanoTime();
        RequestBody body = RequestBody.read(exchange, request, settings.maxRequestBytes());
        switch (body.statement()) {
            case Statement.Insert insert -> {
                try (EngineSession session = engine.session()) {
                    prepare(session, request, exchange.getRequestMethod());
                    NativeQuery head = new NativeQuery(body.head(insert), insert.format(), request.parameters());
                    try (EngineResult result = session.insert(head, body.rows(insert))) {
                        send(exchange, request, request.format(), result, began);
                    }
                }
            }
            case Statement.Whole whole -> {
                NativeQuery query = new NativeQuery(body.text(), request.format(), request.parameters());
                try (EngineSession session = engine.session()) {
                    prepare(session, request, exchange.getRequestMethod());
                    try (EngineResult result = session.query(query)) {
                        String format = whole.format() == null ? request.format() : whole.format();
                        send(exchange, request, format, result, began);
                    }
                }
            }
        }
    }

    private void prepare(EngineSession session, QueryRequest request, String method) {
        if (request.database() != null) {
            session.execute("USE " + quoted(request.database(), '`'));
        }
        Map<String, String> all = new LinkedHashMap<>(request.settings());
        if (method.equals("GET")) {
            all.put("readonly", "2");
        }
        if (!all.isEmpty()) {
            session.execute("SET "
                    + all.entrySet().stream()
                            .map(setting -> quoted(setting.getKey(), '`') + " = " + quoted(setting.getValue(), '\''))
                            .collect(Collectors.joining(", ")));
        }
    }

    private void send(HttpExchange exchange, QueryRequest request, String format, EngineResult result, long began)
            throws IOException {
        long length = result.length();
        if (length > settings.maxResultBytes()) {
            throw EngineException.of(
                    EngineException.TOO_LARGE_RESULT,
                    "TOO_MANY_ROWS_OR_BYTES",
                    "The result has " + length + " bytes, more than the " + settings.maxResultBytes()
                            + " that this embedded server sends at once; read it page by page (LIMIT … OFFSET …, or"
                            + " WHERE key > the last one read)");
        }
        Headers headers = exchange.getResponseHeaders();
        headers.set("X-ClickHouse-Format", format);
        headers.set("X-ClickHouse-Timezone", "UTC");
        headers.set("X-ClickHouse-Server-Display-Name", "embedded");
        headers.set("X-ClickHouse-Summary", summary(result, System.nanoTime() - began));
        headers.set("Content-Type", contentType(format));
        try (OutputStream out = opened(exchange, request, length)) {
            result.writeTo(out);
        }
    }

    private static OutputStream opened(HttpExchange exchange, QueryRequest request, long length) throws IOException {
        String accepted = exchange.getRequestHeaders().getFirst("Accept-Encoding");
        String encodings = accepted == null ? "" : accepted.toLowerCase(Locale.ROOT);
        boolean encode = "1".equals(request.settings().get("enable_http_compression")) && length > 0;
        if (encode && encodings.contains("gzip")) {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            exchange.sendResponseHeaders(200, 0);
            return new GZIPOutputStream(exchange.getResponseBody());
        }
        if (encode && encodings.contains("deflate")) {
            exchange.getResponseHeaders().set("Content-Encoding", "deflate");
            exchange.sendResponseHeaders(200, 0);
            return new DeflaterOutputStream(exchange.getResponseBody());
        }
        if (request.compress()) {
            exchange.sendResponseHeaders(200, length == 0 ? -1 : 0);
            return new NativeBlockOutput(exchange.getResponseBody());
        }
        exchange.sendResponseHeaders(200, length == 0 ? -1 : length);
        return exchange.getResponseBody();
    }

    private static void refuse(HttpExchange exchange, EngineException error, boolean compress) throws IOException {
        if (exchange.getResponseCode() != -1) {
            return;
        }
        exchange.getRequestBody().skip(Long.MAX_VALUE);
        exchange.getResponseHeaders().set("X-ClickHouse-Exception-Code", Integer.toString(error.code()));
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=UTF-8");
        exchange.sendResponseHeaders(error.httpStatus(), 0);
        OutputStream plain = exchange.getResponseBody();
        try (OutputStream out = compress ? new NativeBlockOutput(plain) : plain) {
            out.write((error.text() + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String summary(EngineResult result, long nanos) {
        return ("{\"read_rows\":\"%d\",\"read_bytes\":\"%d\",\"written_rows\":\"%d\",\"written_bytes\":\"%d\","
                        + "\"total_rows_to_read\":\"0\",\"result_rows\":\"%d\",\"result_bytes\":\"%d\",\"elapsed_ns\":\"%d\"}")
                .formatted(
                        result.count(Counter.READ_ROWS),
                        result.count(Counter.READ_BYTES),
                        result.count(Counter.WRITTEN_ROWS),
                        result.count(Counter.WRITTEN_BYTES),
                        result.count(Counter.RESULT_ROWS),
                        result.count(Counter.RESULT_BYTES),
                        nanos);
    }

    private static String contentType(String format) {
        return format.startsWith("JSON")
                ? "application/json; charset=UTF-8"
                : format.startsWith("RowBinary") || format.equals("Native")
                        ? "application/octet-stream"
                        : "text/tab-separated-values; charset=UTF-8";
    }

    private static String quoted(String text, char quote) {
        return quote + text.replace("\\", "\\\\").replace(Character.toString(quote), "\\" + quote) + quote;
    }
}
