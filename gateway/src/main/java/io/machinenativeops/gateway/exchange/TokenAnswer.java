package io.machinenativeops.gateway.exchange;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/** What the token endpoint says (RFC 6749, sections 5.1 and 5.2). */
public sealed interface TokenAnswer {

    /**
     * Tokens.
     *
     * @param life of the access token
     */
    record Granted(
            String accessToken,
            Duration life,
            @Nullable String refreshToken,
            @Nullable String idToken) implements TokenAnswer {

        @Override
        public String toString() {
            return "tokens for " + life;
        }
    }

    /**
     * What was shown is not, or no longer, good.
     *
     * @param description for people; empty when nothing was said
     */
    record Refused(String error, String description) implements TokenAnswer {}
}
