package io.machinenativeops.gateway.limit;

import java.util.List;
import java.util.stream.Collectors;

import jakarta.servlet.http.HttpServletResponse;

/** Tells callers how much is left, as draft-ietf-httpapi-ratelimit-headers (10) writes it. */
final class RateLimitHeaders {

    static final String POLICY = "RateLimit-Policy";
    static final String LEFT = "RateLimit";

    private RateLimitHeaders() {}

    static void write(List<Taken> taken, HttpServletResponse response) {
        response.setHeader(POLICY, taken.stream().map(RateLimitHeaders::policy).collect(Collectors.joining(", ")));
        response.setHeader(LEFT, taken.stream().map(RateLimitHeaders::left).collect(Collectors.joining(", ")));
    }

    private static String policy(Taken taken) {
        var limit = taken.limit();
        return "\"%s\";q=%d;w=%d"
                .formatted(
                        limit.name(),
                        limit.size().requests(),
                        limit.size().window().toSeconds());
    }

    private static String left(Taken taken) {
        var until = taken.granted() ? taken.reset() : taken.again();
        return "\"" + taken.limit().name() + "\";r=" + taken.remaining() + ";t="
                + until.plusMillis(999).toSeconds();
    }
}
