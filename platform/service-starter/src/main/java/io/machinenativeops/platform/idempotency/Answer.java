package io.machinenativeops.platform.idempotency;

import java.io.IOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;

/**
 * What a request was answered with.
 *
 * @param headers those that belong to the content; others are made anew with each response
 * @param body in Base64
 */
record Answer(int status, Map<String, String> headers, String body) {

    /** Set to {@code true} on an answer that was given before. */
    static final String REPLAYED = "Idempotency-Replayed";

    private static final List<String> KEPT =
            List.of(HttpHeaders.CONTENT_TYPE, HttpHeaders.LOCATION, HttpHeaders.ETAG, HttpHeaders.CONTENT_LANGUAGE);

    static Answer of(HttpServletResponse response, byte[] body) {
        var headers = new LinkedHashMap<String, String>();
        for (var name : KEPT) {
            var value = response.getHeader(name);
            if (value != null) {
                headers.put(name, value);
            }
        }
        var type = response.getContentType();
        if (type != null) {
            headers.put(HttpHeaders.CONTENT_TYPE, type);
        }
        return new Answer(response.getStatus(), headers, Base64.getEncoder().encodeToString(body));
    }

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    void replay(HttpServletResponse response) throws IOException {
        response.setStatus(status);
        headers.forEach(response::setHeader);
        response.setHeader(REPLAYED, "true");
        var bytes = Base64.getDecoder().decode(body);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    /** Takes back the headers of an answer that was not given after all. */
    static void withdraw(HttpServletResponse response) {
        if (!response.isCommitted()) {
            KEPT.forEach(name -> response.setHeader(name, null));
        }
    }
}
