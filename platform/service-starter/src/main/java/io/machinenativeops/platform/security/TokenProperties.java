package io.machinenativeops.platform.security;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How callers are verified.
 *
 * @param jwks location of the issuer's JWK set (RFC 7517): {@code https://…} or {@code file:/…}
 * @param issuer required {@code iss}
 * @param audience required in {@code aud}
 * @param clockSkew how far the issuer's clock may be off
 * @param publicPaths path patterns that need no token
 */
@ConfigurationProperties("mno.security")
record TokenProperties(
        @Nullable String jwks,
        @DefaultValue("http://localhost:8080") String issuer,
        @DefaultValue("mno") String audience,
        @DefaultValue("60s") Duration clockSkew,

        @DefaultValue({"/actuator/health/**", "/actuator/prometheus", "/error"})
        List<String> publicPaths) {

    String requiredJwks() {
        if (jwks == null || jwks.isBlank()) {
            throw new IllegalStateException(
                    "MNO_JWKS is not set: expected where the issuer's JWK set is, such as https://id.example/oauth2/jwks");
        }
        return jwks;
    }
}
