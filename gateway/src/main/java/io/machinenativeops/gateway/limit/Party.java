package io.machinenativeops.gateway.limit;

import java.util.Base64;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whose requests are counted. Names from a token that nobody verified count by address too, so that a forged token takes
 * nothing from the organisation it names.
 *
 * @param scope what stands before every name: empty, or the address
 */
record Party(
        String scope,
        String address,
        @Nullable String organization,
        @Nullable String subject,
        @Nullable String key) {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String BEARER = "Bearer ";
    private static final int PARTS = 3;
    private static final int LONGEST_NAME = 128;

    static Party of(HttpServletRequest request) {
        var address = request.getRemoteAddr();
        var identity = CallerIdentity.of(request);
        if (identity != null) {
            return new Party("", address, identity.organizationId(), identity.subject(), identity.keyId());
        }
        var claims = claims(request.getHeader(HttpHeaders.AUTHORIZATION));
        return new Party(address + "/", address, name(claims, "org"), name(claims, "sub"), name(claims, "keyId"));
    }

    boolean isVerified() {
        return scope.isEmpty();
    }

    /** Who shares places with others: the organisation, or the address of those who belong to none. */
    String sharer() {
        return organization == null ? "address:" + address : scope + organization;
    }

    private static @Nullable JsonNode claims(@Nullable String authorization) {
        if (authorization == null || !authorization.startsWith(BEARER)) {
            return null;
        }
        var parts = List.of(authorization.substring(BEARER.length()).split("\\.", -1));
        if (parts.size() != PARTS) {
            return null;
        }
        try {
            return JSON.readTree(Base64.getUrlDecoder().decode(parts.get(1)));
        } catch (IllegalArgumentException | JacksonException noToken) {
            return null;
        }
    }

    private static @Nullable String name(@Nullable JsonNode claims, String claim) {
        var value = claims == null ? null : claims.get(claim);
        return value != null && value.isString() && value.asString().length() <= LONGEST_NAME ? value.asString() : null;
    }
}
