package io.machinenativeops.embedded;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

import com.sun.net.httpserver.HttpExchange;
import org.jspecify.annotations.Nullable;

/** A request's statement and rows: the text of the URL, then the body, as one sequence of bytes. */
final class RequestBody {

    private static final int LOOKAHEAD = 256 * 1024;
    private static final int LONGEST_STATEMENT = 32 << 20;

    private final byte[] begin;
    private final InputStream rest;
    private final Statement statement;

    private RequestBody(byte[] begin, InputStream rest, Statement statement) {
        this.begin = begin;
        this.rest = rest;
        this.statement = statement;
    }

    static RequestBody read(HttpExchange exchange, QueryRequest request, long mostBytes) throws IOException {
        InputStream body = new BoundedInput(exchange.getRequestBody(), mostBytes);
        body = decoded(body, exchange.getRequestHeaders().getFirst("Content-Encoding"));
        if (request.decompress()) {
            body = new NativeBlockInput(body);
        }
        body = new BoundedInput(body, mostBytes);
        byte[] query =
                request.query().isEmpty() ? new byte[0] : (request.query() + "\n").getBytes(StandardCharsets.UTF_8);
        byte[] begin = join(query, body.readNBytes(LOOKAHEAD));
        Statement statement = Statement.parse(characters(begin), query.length);
        return new RequestBody(begin, body, statement);
    }

    Statement statement() {
        return statement;
    }

    /** The text of an INSERT before its FORMAT or VALUES. */
    byte[] head(Statement.Insert insert) {
        return Arrays.copyOf(begin, insert.headLength());
    }

    InputStream rows(Statement.Insert insert) {
        InputStream first = new ByteArrayInputStream(begin, insert.rowsFrom(), begin.length - insert.rowsFrom());
        return new SequenceInputStream(first, rest);
    }

    /** All bytes, for a statement without rows. */
    byte[] text() throws IOException {
        byte[] more = rest.readNBytes(LONGEST_STATEMENT);
        if (more.length == LONGEST_STATEMENT) {
            throw EngineException.tooLargeRequest("The statement is longer than " + LONGEST_STATEMENT + " bytes");
        }
        return join(begin, more);
    }

    /** One char for each byte. */
    static String characters(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static InputStream decoded(InputStream body, @Nullable String encoding) throws IOException {
        return switch (encoding == null ? "identity" : encoding.strip().toLowerCase(Locale.ROOT)) {
            case "identity", "" -> body;
            case "gzip", "x-gzip" -> new GZIPInputStream(body);
            case "deflate" -> new InflaterInputStream(body);
            default ->
                throw EngineException.badRequest(
                        "Content-Encoding is '" + encoding + "', expected gzip, deflate or none");
        };
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
