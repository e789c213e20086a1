package io.machinenativeops.gateway.exchange;

import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

import io.machinenativeops.gateway.limit.CallerIdentity;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a token says of its caller. Nothing is verified here: that is what services do.
 *
 * @param keyId the API key behind it; null for people and clients
 * @param revision of the organisation's identity that it was made from
 */
public record TokenClaims(
        String organization, String subject, @Nullable String keyId, long revision, Instant expiresAt) {

    private static final int PARTS = 3;

    /** Who runs the platform, or has not joined anybody yet, belongs to none; team-rbac writes it so. */
    private static final String NO_ORGANIZATION = new UUID(0, 0).toString();

    /** Reads a JWT; null when it is none, or lacks {@code sub} or {@code exp}. */
    public static @Nullable TokenClaims of(String token, JsonMapper json) {
        var claims = payload(token, json);
        if (claims == null) {
            return null;
        }
        var subject = claims.path("sub").asString("");
        var expiry = claims.path("exp");
        if (subject.isEmpty() || !expiry.isNumber()) {
            return null;
        }
        var key = claims.path("keyId").asString("");
        return new TokenClaims(
                claims.path("org").asString(""),
                subject,
                key.isEmpty() ? null : key,
                claims.path("authzRev").asLong(0),
                Instant.ofEpochSecond(expiry.asLong()));
    }

    /** Whose the token is; only for one that came from the issuer itself. */
    public CallerIdentity identity() {
        return new CallerIdentity(organizationOrNull(), subject, keyId);
    }

    /** The organisation; null for who belongs to none. */
    public @Nullable String organizationOrNull() {
        return organization.isEmpty() || organization.equals(NO_ORGANIZATION) ? null : organization;
    }

    /** The claims of a JWT as they stand in it; null when it is none. */
    public static @Nullable JsonNode payload(String token, JsonMapper json) {
        var parts = token.split("\\.", -1);
        if (parts.length != PARTS) {
            return null;
        }
        try {
            return json.readTree(Base64.getUrlDecoder().decode(parts[1]));
        } catch (IllegalArgumentException | JacksonException unreadable) {
            return null;
        }
    }
}
