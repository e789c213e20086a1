package io.machinenativeops.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Asks ClickHouse itself, over its HTTP interface: what is stored is counted where it is stored. */
final class Sql implements AutoCloseable {

    private final String url;
    private final Http http;

    /** @param url such as {@code http://127.0.0.1:8101}, of a server whose default user has no password */
    Sql(String url) {
        this.url = url + "/?database=default";
        this.http = new Http(null, Duration.ofMinutes(30));
    }

    /** The rows of a query, each a list of its columns as text; none for a statement. */
    List<List<String>> rows(String query) {
        try {
            var reply = http.post(url, "text/plain", query.getBytes(StandardCharsets.UTF_8));
            var text = reply.body();
            if (reply.status() != 200) {
                throw new IllegalStateException(
                        "ClickHouse refused '%s': %s".formatted(shortened(query), shortened(text)));
            }
            return text.lines().map(line -> List.of(line.split("\t", -1))).toList();
        } catch (IOException broken) {
            throw new UncheckedIOException("ClickHouse does not answer '%s'".formatted(shortened(query)), broken);
        }
    }

    /** The one number that a query gives. */
    long number(String query) {
        return Long.parseLong(rows(query).getFirst().getFirst());
    }

    private static String shortened(String text) {
        var line = text.strip().replaceAll("\\s+", " ");
        return line.length() > 300 ? line.substring(0, 300) + "…" : line;
    }

    @Override
    public void close() {
        http.close();
    }
}
