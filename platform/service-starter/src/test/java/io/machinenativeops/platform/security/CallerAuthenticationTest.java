package io.machinenativeops.platform.security;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.Jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CallerAuthenticationTest {

    private static final String ORGANIZATION = "018f0000-0000-7000-8000-000000000001";

    private final AtomicInteger looked = new AtomicInteger();
    private final SupersededTokens superseded = new SupersededTokens(Clock.systemUTC());
    private final CallerAuthentication.FromJwt reading = new CallerAuthentication.FromJwt(
            (_, _, _, _) -> {
                looked.incrementAndGet();
                return new Grants(Map.of("organization:" + ORGANIZATION, Set.of("usage:read")));
            },
            superseded);

    @Test
    void readsTheGrantsOfARememberedTokenOnce() {
        var token = new VerifiedToken(token("grants", Map.of("organization:" + ORGANIZATION, List.of("usage:write"))));

        var first = reading.convert(token).getPrincipal();

        assertThat(first.can("usage:write")).isTrue();
        assertThat(reading.convert(token).getPrincipal()).isSameAs(first);
        assertThat(looked).hasValue(0);
    }

    @Test
    void asksTheDirectoryEachTimeForGrantsThatATokenOnlyRefersTo() {
        var token = new VerifiedToken(token("grantsRef", "r-1"));

        assertThat(reading.convert(token).getPrincipal().can("usage:read")).isTrue();
        assertThat(reading.convert(token).getPrincipal().can("usage:read")).isTrue();

        assertThat(looked).hasValue(2);
    }

    @Test
    void refusesARememberedTokenFromWhenItIsSuperseded() {
        var token = new VerifiedToken(token("grants", Map.of()));
        reading.convert(token);

        superseded.apply(new IdentityChange(ORGANIZATION, 4, false, List.of("key-7"), List.of()));

        assertThatExceptionOfType(SupersededTokenException.class).isThrownBy(() -> reading.convert(token));
    }

    @Test
    void isNamedByItsSubjectAlone() {
        assertThat(reading.convert(token("grants", Map.of())).getName()).isEqualTo("key-7");
    }

    private static Jwt token(String claim, Object value) {
        return Jwt.withTokenValue("token")
                .header("alg", "ES256")
                .subject("key-7")
                .expiresAt(Instant.now().plusSeconds(300))
                .claim("org", ORGANIZATION)
                .claim("authzRev", 3)
                .claim(claim, value)
                .build();
    }
}
