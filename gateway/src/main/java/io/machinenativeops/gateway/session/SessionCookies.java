package io.machinenativeops.gateway.session;

import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;

/**
 * The two cookies: of a session, and of a sign-in on its way. No script can read them, and no other site's form sends them. The
 * issuer, which browsers take for the same host, has a cookie of its own ({@code mno_sign_in}): no two may have one name.
 */
final class SessionCookies {

    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final boolean secure;
    private final String session;
    private final String signIn;

    SessionCookies(boolean secure) {
        this.secure = secure;
        var prefix = secure ? "__Host-" : "";
        this.session = prefix + "mno_session";
        this.signIn = prefix + "mno_begun";
    }

    /** The id of the session; null when none was sent, or several: one of them is not ours. */
    @Nullable
    String session(HttpServletRequest request) {
        return value(request, session);
    }

    @Nullable
    String signIn(HttpServletRequest request) {
        return value(request, signIn);
    }

    /** Whether a session was shown, be it a wrong one. */
    boolean showsSession(HttpServletRequest request) {
        return cookies(request).anyMatch(cookie -> cookie.getName().equals(session));
    }

    ResponseCookie session(String value, Duration life) {
        return cookie(session, value, life);
    }

    ResponseCookie signIn(String value, Duration life) {
        return cookie(signIn, value, life);
    }

    /** The header without our cookies, which no service needs to know; null when none is left. */
    @Nullable
    String others(HttpServletRequest request) {
        var sent = request.getHeader(HttpHeaders.COOKIE);
        if (sent == null) {
            return null;
        }
        var left = Arrays.stream(sent.split(";", -1))
                .map(String::strip)
                .filter(cookie -> !cookie.startsWith(session + "=") && !cookie.startsWith(signIn + "="))
                .collect(Collectors.joining("; "));
        return left.isEmpty() ? null : left;
    }

    private @Nullable String value(HttpServletRequest request, String name) {
        var found = cookies(request)
                .filter(cookie -> cookie.getName().equals(name))
                .map(Cookie::getValue)
                .toList();
        return found.size() == 1 && SECRET.matcher(found.getFirst()).matches() ? found.getFirst() : null;
    }

    private static Stream<Cookie> cookies(HttpServletRequest request) {
        var cookies = request.getCookies();
        return cookies == null ? Stream.empty() : Arrays.stream(cookies);
    }

    private ResponseCookie cookie(String name, String value, Duration life) {
        return ResponseCookie.from(name, value)
                .httpOnly(true)
                .secure(secure)
                .sameSite("Lax")
                .path("/")
                .maxAge(life)
                .build();
    }
}
