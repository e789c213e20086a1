package io.machinenativeops.platform.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/**
 * Remembers tokens that were verified, by their digest: checking a signature is most of the work of a small request. A token is
 * remembered for a minute at most and never past its end, and all are forgotten when the issuer's keys change.
 */
final class VerifiedTokens implements JwtDecoder {

    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int MOST = 10_000;

    private final JwtDecoder verifier;
    private final InstantSource clock;
    private final Map<String, Verified> known = new ConcurrentHashMap<>();

    VerifiedTokens(JwtDecoder verifier, InstantSource clock) {
        this.verifier = verifier;
        this.clock = clock;
    }

    private record Verified(Jwt token, Instant until) {}

    @Override
    public Jwt decode(String token) {
        var digest = digest(token);
        var found = known.get(digest);
        var now = clock.instant();
        if (found != null && now.isBefore(found.until())) {
            return found.token();
        }
        var verified = verifier.decode(token);
        var end = verified.getExpiresAt();
        var until = now.plus(LONGEST);
        if (end != null) {
            if (known.size() >= MOST) {
                known.clear();
            }
            known.put(digest, new Verified(verified, end.isBefore(until) ? end : until));
        }
        return verified;
    }

    void forget() {
        known.clear();
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
