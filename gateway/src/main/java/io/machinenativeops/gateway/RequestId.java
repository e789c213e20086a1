package io.machinenativeops.gateway;

import java.util.UUID;
import java.util.regex.Pattern;

import io.machinenativeops.gateway.credential.ApiKey;
import jakarta.servlet.http.HttpServletRequest;

/** What one request is known by in logs, here and behind the gateway. */
public final class RequestId {

    /** Of requests, where callers may choose it, and of replies. */
    public static final String HEADER = "X-Request-Id";

    private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._:/+=-]{1,128}");

    private RequestId() {}

    /** What the caller chose when that can be logged and passed on, which a key can't; else a new one. */
    static String of(HttpServletRequest request) {
        var given = request.getHeader(HEADER);
        return given != null && SANE.matcher(given).matches() && !given.contains(ApiKey.PREFIX)
                ? given
                : UUID.randomUUID().toString();
    }
}
