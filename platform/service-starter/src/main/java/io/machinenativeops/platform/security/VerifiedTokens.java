package io.machinenativeops.platform.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/**
 * Remembers tokens that were verified, by their digest: checking a signature is most of the work of a small request. A token is
 * remembered for a minute at most and never past its end, and all are forgotten when the issuer's keys change.
 */
final class VerifiedTokens implements JwtDecoder {

    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int MOST = 10_000;

    private final JwtDecoder verifier;
    private final InstantSource clock;
    private volatile Map<String, Verified> known = new ConcurrentHashMap<>();
    private final @Nullable IssuerKeys keys;

    VerifiedTokens(JwtDecoder verifier, InstantSource clock) {
        this.verifier = verifier;
        this.clock = clock;
        this.keys = null;
    }

    private VerifiedTokens(TokenProperties properties, InstantSource clock) {
        this.clock = clock;
        this.keys = IssuerKeys.at(properties.requiredJwks(), clock, this::forget);
        var decoder = NimbusJwtDecoder.withJwkSource(keys)
                .jwsAlgorithm(SignatureAlgorithm.ES256)
                .jwsAlgorithm(SignatureAlgorithm.RS256)
                .build();
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                new JwtTimestampValidator(properties.clockSkew()),
                new JwtIssuerValidator(properties.issuer()),
                new JwtClaimValidator<List<String>>(
                        "aud", audience -> audience != null && audience.contains(properties.audience()))));
        this.verifier = decoder;
    }

    /** Verifies tokens of the issuer. */
    static VerifiedTokens verifying(TokenProperties properties, InstantSource clock) {
        return new VerifiedTokens(properties, clock);
    }

    /** Reads the issuer's keys, and says when to do so again. */
    Duration refreshKeys() {
        return keys == null ? LONGEST : keys.refresh();
    }

    private record Verified(Jwt token, Instant until) {}

    @Override
    public Jwt decode(String token) {
        var digest = digest(token);
        // What is verified by keys that change meanwhile goes into the map that is thrown away with them.
        var current = known;
        var found = current.get(digest);
        var now = clock.instant();
        if (found != null && now.isBefore(found.until())) {
            return found.token();
        }
        var verified = new VerifiedToken(verifier.decode(token));
        var end = verified.getExpiresAt();
        var until = now.plus(LONGEST);
        if (end != null) {
            if (current.size() >= MOST) {
                current.clear();
            }
            current.put(digest, new Verified(verified, end.isBefore(until) ? end : until));
        }
        return verified;
    }

    void forget() {
        known = new ConcurrentHashMap<>();
    }

    private static String digest(String token) {
        try {
            return Base64.getEncoder()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("SHA-256 is missing in this JDK", missing);
        }
    }
}
