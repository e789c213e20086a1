package io.machinenativeops.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.machinenativeops.embedded.Chdb.Counter;
import org.jspecify.annotations.Nullable;

/** The answer to one request: a result or an error, compressed as the client asked, with the headers that clients read. */
final class QueryResponse {

    private static final long CHUNKED = 0;
    private static final long EMPTY = -1;

    private final HttpExchange exchange;
    private final long mostBytes;
    private final long began = System.nanoTime();
    private @Nullable QueryRequest request;

    QueryResponse(HttpExchange exchange, long mostBytes, String timeZone) {
        this.exchange = exchange;
        this.mostBytes = mostBytes;
        Headers headers = exchange.getResponseHeaders();
        headers.set("X-ClickHouse-Timezone", timeZone);
        headers.set("X-ClickHouse-Server-Display-Name", "embedded");
        headers.set("Keep-Alive", "timeout=" + ClickHouseServer.KEEP_ALIVE_SECONDS);
    }

    void belongsTo(QueryRequest understood) {
        request = understood;
        exchange.getResponseHeaders().set("X-ClickHouse-Query-Id", understood.queryId());
    }

    void send(EngineResult result, String format) throws IOException {
        long length = result.length();
        if (length > mostBytes) {
            throw EngineException.tooLargeResult("The result has " + length + " bytes", mostBytes);
        }
        Headers headers = exchange.getResponseHeaders();
        headers.set("X-ClickHouse-Format", format);
        headers.set("X-ClickHouse-Summary", summary(result));
        headers.set("Content-Type", contentType(format));
        try (OutputStream out = opened(200, length)) {
            result.writeTo(out);
        }
    }

    /** Sends the error, unless an answer has begun; reads what is left of the body first, so that the client listens. */
    void refuse(EngineException error, long mostToRead) throws IOException {
        if (exchange.getResponseCode() != -1) {
            return;
        }
        exchange.getRequestBody().skip(mostToRead);
        EngineException shown =
                error.isTooLargeForEngine() ? EngineException.tooLargeResult(error.text(), mostBytes) : error;
        byte[] text = (shown.text() + "\n").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("X-ClickHouse-Exception-Code", Integer.toString(shown.code()));
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=UTF-8");
        try (OutputStream out = opened(shown.httpStatus(), text.length)) {
            out.write(text);
        }
    }

    private OutputStream opened(int status, long length) throws IOException {
        QueryRequest known = request;
        if (length == 0 || known == null) {
            exchange.sendResponseHeaders(status, length == 0 ? EMPTY : length);
            return exchange.getResponseBody();
        }
        String encoding = known.compress() ? "" : encoding(known);
        if (!encoding.isEmpty()) {
            exchange.getResponseHeaders().set("Content-Encoding", encoding);
        }
        exchange.sendResponseHeaders(status, known.compress() || !encoding.isEmpty() ? CHUNKED : length);
        OutputStream plain = exchange.getResponseBody();
        return known.compress()
                ? new NativeBlockOutput(plain)
                : switch (encoding) {
                    case "gzip" -> new GZIPOutputStream(plain);
                    case "deflate" -> new DeflaterOutputStream(plain);
                    default -> plain;
                };
    }

    private String encoding(QueryRequest known) {
        String accepted = exchange.getRequestHeaders().getFirst("Accept-Encoding");
        if (accepted == null || !"1".equals(known.settings().get("enable_http_compression"))) {
            return "";
        }
        String encodings = accepted.toLowerCase(Locale.ROOT);
        return encodings.contains("gzip") ? "gzip" : encodings.contains("deflate") ? "deflate" : "";
    }

    private String summary(EngineResult result) {
        return """
                {"read_rows":"%d","read_bytes":"%d","written_rows":"%d","written_bytes":"%d","total_rows_to_read":"0",\
                "result_rows":"%d","result_bytes":"%d","elapsed_ns":"%d"}""".formatted(
                        result.count(Counter.READ_ROWS),
                        result.count(Counter.READ_BYTES),
                        result.count(Counter.WRITTEN_ROWS),
                        result.count(Counter.WRITTEN_BYTES),
                        result.count(Counter.RESULT_ROWS),
                        result.count(Counter.RESULT_BYTES),
                        System.nanoTime() - began);
    }

    private static String contentType(String format) {
        if (format.startsWith("JSON")) {
            return "application/json; charset=UTF-8";
        }
        if (format.startsWith("CSV")) {
            return "text/csv; charset=UTF-8";
        }
        boolean text = format.startsWith("T") || format.startsWith("Pretty") || format.equals("Vertical");
        return text ? "text/tab-separated-values; charset=UTF-8" : "application/octet-stream";
    }
}
