package io.machinenativeops.platform.security;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class VerifiedTokensTest {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private final AtomicInteger verified = new AtomicInteger();
    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);

    private VerifiedTokens tokensThatEnd(Instant end) {
        return new VerifiedTokens(
                token -> {
                    verified.incrementAndGet();
                    if (token.equals("forged")) {
                        throw new BadJwtException("forged");
                    }
                    return Jwt.withTokenValue(token)
                            .header("alg", "RS256")
                            .subject(token)
                            .expiresAt(end)
                            .build();
                },
                now::get);
    }

    @Test
    void verifiesATokenOnceAMinute() {
        var tokens = tokensThatEnd(NOON.plusSeconds(300));
        assertThat(tokens.decode("a").getSubject()).isEqualTo("a");
        assertThat(tokens.decode("a").getSubject()).isEqualTo("a");
        assertThat(tokens.decode("b").getSubject()).isEqualTo("b");
        assertThat(verified).hasValue(2);
        now.set(NOON.plusSeconds(60));
        tokens.decode("a");
        assertThat(verified).hasValue(3);
    }

    @Test
    void remembersNothingPastTheEndOfAToken() {
        var tokens = tokensThatEnd(NOON.plusSeconds(10));
        tokens.decode("a");
        now.set(NOON.plusSeconds(10));
        tokens.decode("a");
        assertThat(verified).hasValue(2);
    }

    @Test
    void remembersNoRefusalAndForgetsAllWhenKeysChange() {
        var tokens = tokensThatEnd(NOON.plusSeconds(300));
        assertThatThrownBy(() -> tokens.decode("forged")).isInstanceOf(BadJwtException.class);
        assertThatThrownBy(() -> tokens.decode("forged")).isInstanceOf(BadJwtException.class);
        tokens.decode("a");
        tokens.forget();
        tokens.decode("a");
        assertThat(verified).hasValue(4);
    }
}
