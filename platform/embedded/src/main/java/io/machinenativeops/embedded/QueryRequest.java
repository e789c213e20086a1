package io.machinenativeops.embedded;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import com.sun.net.httpserver.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What a request says beside its body. Every URL parameter that is not one of the interface's own is a setting of the
 * engine, as in ClickHouse.
 *
 * @param query the part of the statement that came in the URL, perhaps all, perhaps nothing
 * @param settings engine settings for this request alone
 * @param parameters values of {@code {name:Type}} placeholders
 * @param format output format unless the statement names one
 * @param compress whether the answer goes out in native compression
 * @param decompress whether the body comes in native compression
 */
record QueryRequest(
        String query,
        String queryId,
        @Nullable String database,
        String format,
        Map<String, String> settings,
        Map<String, String> parameters,
        boolean compress,
        boolean decompress) {

    private static final String DEFAULT_FORMAT = "TabSeparated";
    private static final Set<String> NOT_SETTINGS = Set.of(
            "query",
            "query_id",
            "database",
            "default_format",
            "compress",
            "decompress",
            "user",
            "password",
            "quota_key",
            "role",
            "stacktrace",
            "session_timeout",
            "session_check",
            "buffer_size",
            "wait_end_of_query",
            "client_protocol_version",
            "http_zlib_compression_level",
            "send_progress_in_http_headers",
            "http_headers_progress_interval_ms");

    static QueryRequest of(@Nullable String rawQuery, Headers headers) {
        Map<String, String> url = decode(rawQuery);
        if (url.containsKey("session_id")) {
            throw EngineException.badRequest("session_id=" + url.get("session_id")
                    + ": this embedded server keeps no sessions; send settings with each request");
        }
        Map<String, String> settings = new LinkedHashMap<>();
        Map<String, String> parameters = new LinkedHashMap<>();
        url.forEach((name, value) -> {
            if (name.startsWith("param_")) {
                parameters.put(name.substring("param_".length()), value);
            } else if (!NOT_SETTINGS.contains(name)) {
                settings.put(name, value);
            }
        });
        return new QueryRequest(
                url.getOrDefault("query", ""),
                first(
                        url.get("query_id"),
                        headers.getFirst("X-ClickHouse-Query-Id"),
                        UUID.randomUUID().toString()),
                blankToNull(first(url.get("database"), headers.getFirst("X-ClickHouse-Database"), "")),
                first(url.get("default_format"), headers.getFirst("X-ClickHouse-Format"), DEFAULT_FORMAT),
                settings,
                parameters,
                isOn(url.get("compress")),
                isOn(url.get("decompress")));
    }

    private static Map<String, String> decode(@Nullable String rawQuery) {
        Map<String, String> values = new LinkedHashMap<>();
        if (rawQuery == null || rawQuery.isEmpty()) {
            return values;
        }
        for (String pair : rawQuery.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            values.put(plain(name), equals < 0 ? "" : plain(pair.substring(equals + 1)));
        }
        return values;
    }

    private static String plain(String encoded) {
        try {
            return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw EngineException.badRequest("The URL holds '" + encoded + "', expected percent-encoded UTF-8");
        }
    }

    private static String first(@Nullable String one, @Nullable String other, String otherwise) {
        return one != null && !one.isEmpty() ? one : other != null && !other.isEmpty() ? other : otherwise;
    }

    private static @Nullable String blankToNull(String text) {
        return text.isBlank() ? null : text;
    }

    private static boolean isOn(@Nullable String flag) {
        return "1".equals(flag) || "true".equalsIgnoreCase(flag);
    }
}
