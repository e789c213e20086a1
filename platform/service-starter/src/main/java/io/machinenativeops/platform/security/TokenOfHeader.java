package io.machinenativeops.platform.security;

import java.util.Arrays;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.DefaultBearerTokenResolver;

/**
 * The bearer token of a request. What nearly all requests have, one well-formed header and no other place for a token, is read
 * here in one pass: matching a kilobyte of token with a pattern costs more than verifying it again. All else is left to Spring.
 */
final class TokenOfHeader implements BearerTokenResolver {

    private static final String SCHEME = "Bearer ";
    private static final boolean[] OF_TOKEN = ofToken();

    private final BearerTokenResolver others = new DefaultBearerTokenResolver();

    @Override
    public @Nullable String resolve(HttpServletRequest request) {
        if (request.getQueryString() == null && !isForm(request.getContentType())) {
            var header = request.getHeader(HttpHeaders.AUTHORIZATION);
            if (header == null) {
                return null;
            }
            if (header.startsWith(SCHEME) && isToken(header, SCHEME.length())) {
                return header.substring(SCHEME.length());
            }
        }
        return others.resolve(request);
    }

    private static boolean isForm(@Nullable String contentType) {
        return contentType != null && contentType.startsWith(MediaType.APPLICATION_FORM_URLENCODED_VALUE);
    }

    /** As RFC 6750 spells it: one or more signs, then padding. */
    private static boolean isToken(String header, int from) {
        int at = from;
        while (at < header.length() && isOfToken(header.charAt(at))) {
            at++;
        }
        boolean some = at > from;
        while (at < header.length() && header.charAt(at) == '=') {
            at++;
        }
        return some && at == header.length();
    }

    private static boolean isOfToken(char sign) {
        return sign < OF_TOKEN.length && OF_TOKEN[sign];
    }

    private static boolean[] ofToken() {
        var signs = new boolean[128];
        Arrays.fill(signs, 'a', 'z' + 1, true);
        Arrays.fill(signs, 'A', 'Z' + 1, true);
        Arrays.fill(signs, '0', '9' + 1, true);
        "-._~+/".chars().forEach(sign -> signs[sign] = true);
        return signs;
    }
}
