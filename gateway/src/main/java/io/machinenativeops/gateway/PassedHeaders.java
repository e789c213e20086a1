package io.machinenativeops.gateway;

import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;

import jakarta.servlet.http.HttpServletRequest;
import org.apache.hc.core5.http.Header;
import org.springframework.http.HttpHeaders;

/** Which headers go through, and which are ours to say. */
final class PassedHeaders {

    /** Of one connection only (RFC 9110, section 7.6.1), or decided by the client that carries the message. */
    private static final Set<String> OF_THE_CONNECTION = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings",
            "expect",
            "host",
            "content-length");

    /** A caller that sends these claims to be somebody else; behind the gateway they are believed. */
    private static final Set<String> OURS_TO_SAY = Set.of(
            "forwarded",
            "x-real-ip",
            "x-client-ip",
            "x-cluster-client-ip",
            "x-original-forwarded-for",
            "x-original-url",
            "x-original-host",
            "x-rewrite-url",
            "true-client-ip",
            "cf-connecting-ip",
            "remote-user",
            "x-remote-user");

    private PassedHeaders() {}

    static HttpHeaders toService(HttpHeaders from, HttpServletRequest request) {
        var named = namedByConnection(String.join(",", Collections.list(request.getHeaders("Connection"))));
        var passed = new HttpHeaders();
        from.forEach((name, values) -> {
            var lower = name.toLowerCase(Locale.ROOT);
            if (!OF_THE_CONNECTION.contains(lower)
                    && !named.contains(lower)
                    && !OURS_TO_SAY.contains(lower)
                    && !lower.startsWith("x-forwarded-")
                    && !lower.startsWith("x-mno-")) {
                passed.addAll(name, values);
            }
        });
        var type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        if (type != null) {
            // As it was written: on the way here a charset was added.
            passed.set(HttpHeaders.CONTENT_TYPE, type);
        }
        passed.set("X-Forwarded-For", request.getRemoteAddr());
        passed.set("X-Forwarded-Proto", request.getScheme());
        var host = Origin.of(request).host();
        if (host != null) {
            passed.set("X-Forwarded-Host", host);
        }
        return passed;
    }

    private static Set<String> namedByConnection(String connection) {
        return Set.copyOf(Arrays.stream(connection.split(",", -1))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .toList());
    }

    /** Of the reply, all but what belongs to the connection; the length is kept, since the body is not changed. */
    static HttpHeaders fromService(Header[] from) {
        var passed = new HttpHeaders();
        for (var header : from) {
            var lower = header.getName().toLowerCase(Locale.ROOT);
            if (!OF_THE_CONNECTION.contains(lower) || lower.equals("content-length")) {
                passed.add(header.getName(), header.getValue());
            }
        }
        passed.remove(RequestId.HEADER);
        return passed;
    }
}
