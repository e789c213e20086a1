package io.machinenativeops.gateway.credential;

/**
 * A bearer token that is no API key. Only services verify it.
 *
 * @param value as it was sent
 */
public record AccessToken(String value) implements Credential {

    /** Without the token: one in a log message is a leak. */
    @Override
    public String toString() {
        return "an access token";
    }
}
