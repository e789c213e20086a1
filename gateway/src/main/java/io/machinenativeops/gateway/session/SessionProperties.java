package io.machinenativeops.gateway.session;

import java.net.URI;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Sessions of browsers.
 *
 * @param issuer public URL of the gateway, which is the issuer's
 * @param redis where sessions are kept
 * @param encryption 32 bytes, base64: what is kept is sealed with them. None: with a key of this process alone, so that
 *     sessions end with it and other replicas can't read them
 * @param idle how long a session outlives its last request, about
 * @param longest how long it may last at all
 * @param signIn how long a sign-in may take
 */
@ConfigurationProperties("mno.gateway.session")
record SessionProperties(
        @DefaultValue("http://localhost:8080") URI issuer,
        @DefaultValue("redis://127.0.0.1:6379") String redis,
        @Nullable String encryption,
        @DefaultValue("12h") Duration idle,
        @DefaultValue("7d") Duration longest,
        @DefaultValue("10m") Duration signIn) {

    /** Sessions are prolonged when their token is renewed, which is every few minutes. */
    private static final Duration SHORTEST = Duration.ofMinutes(10);

    SessionProperties {
        if (idle.compareTo(SHORTEST) < 0 || longest.compareTo(idle) < 0 || !signIn.isPositive()) {
            throw new IllegalArgumentException(
                    "mno.gateway.session: idle %s must be at least %s, longest %s at least idle, sign-in %s positive"
                            .formatted(idle, SHORTEST, longest, signIn));
        }
    }

    /** Cookies for {@code https} only carry a prefix that browsers hold them to (RFC 6265bis, section 4.1.3). */
    boolean secure() {
        return "https".equals(issuer.getScheme());
    }

    URI callback() {
        return URI.create(issuer + "/auth/callback");
    }
}
