package io.machinenativeops.gateway.session;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What is kept of a session.
 *
 * @param renewAt from when on another access token is fetched beside requests
 * @param until until when the access token may be used
 * @param csrfToken what writes must show
 * @param end when the session ends, whatever happens
 */
record BrowserSession(
        String accessToken,
        Instant renewAt,
        Instant until,
        @Nullable String refreshToken,
        @Nullable String idToken,
        String csrfToken,
        Instant end) {

    /** Without tokens: one in a log message is a leak. */
    @Override
    public String toString() {
        return "a session until " + end;
    }
}
