package io.machinenativeops.platform.security;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;

/** What each service verifies tokens with, for tests of who issues them. */
public final class ServiceTokens {

    private final VerifiedTokens tokens;

    /** @param jwks what {@code MNO_JWKS} says */
    public ServiceTokens(String jwks, String issuer, String audience, InstantSource clock) {
        this.tokens = VerifiedTokens.verifying(
                new TokenProperties(jwks, issuer, audience, Duration.ofSeconds(60), List.of()), clock);
    }

    /**
     * Verifies a token as each request does.
     *
     * @throws JwtException if it is refused, or can't be verified
     */
    public Jwt decode(String token) {
        return tokens.decode(token);
    }

    /** What is done beside requests; says when to do it again. */
    public Duration refreshKeys() {
        return tokens.refreshKeys();
    }
}
