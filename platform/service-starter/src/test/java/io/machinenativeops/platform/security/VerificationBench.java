package io.machinenativeops.platform.security;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import io.machinenativeops.platform.testing.TestIssuer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How long a service takes to verify a token, in process: one that it verified within the last minute, and one that it sees for the
 * first time. By name only: {@code -Dtest=VerificationBench}.
 */
class VerificationBench {

    private static final int TOKENS = 500;
    private static final int ROUNDS = 5;
    private static final List<String> PERMISSIONS =
            List.of("usage:read", "usage:write", "budget:read", "artifact:read", "prompt:read", "member:read");

    @Test
    void verifies() {
        var issuer = new TestIssuer();
        var properties =
                new TokenProperties(issuer.jwks(), "http://localhost:8080", "mno", Duration.ofSeconds(60), List.of());
        var tokens = VerifiedTokens.verifying(properties, InstantSource.system());
        var texts = new String[TOKENS];
        for (int each = 0; each < TOKENS; each++) {
            var organization = UUID.randomUUID().toString();
            texts[each] = issuer.token(
                    organization,
                    claims -> claims.claim("grants", Map.of("project:" + UUID.randomUUID(), PERMISSIONS)));
        }
        for (int warming = 0; warming < 2; warming++) {
            var first = new long[TOKENS * ROUNDS];
            var again = new long[TOKENS * ROUNDS];
            for (int round = 0; round < ROUNDS; round++) {
                tokens.forget();
                run(tokens, texts, first, round);
                run(tokens, texts, again, round);
            }
            tell("seen for the first time", first);
            assertThat(tell("verified before", again)).isPositive();
        }
    }

    private static void run(VerifiedTokens tokens, String[] texts, long[] nanos, int round) {
        for (int each = 0; each < TOKENS; each++) {
            long begin = System.nanoTime();
            tokens.decode(texts[each]);
            nanos[round * TOKENS + each] = System.nanoTime() - begin;
        }
    }

    private static double tell(String what, long[] nanos) {
        Arrays.sort(nanos);
        double p99 = nanos[nanos.length * 99 / 100] / 1e3;
        System.out.printf(
                Locale.ROOT, "BENCH %-26s p50 %8.1f us  p99 %8.1f us%n", what, nanos[nanos.length / 2] / 1e3, p99);
        return p99;
    }
}
