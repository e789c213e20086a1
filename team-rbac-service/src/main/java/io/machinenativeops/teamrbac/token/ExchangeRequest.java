package io.machinenativeops.teamrbac.token;

import java.io.Serial;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationGrantAuthenticationToken;

/** A request of RFC 8693 that was read, of a client that is known. */
final class ExchangeRequest extends OAuth2AuthorizationGrantAuthenticationToken {

    @Serial
    private static final long serialVersionUID = 1;

    private final transient Subject subject;

    ExchangeRequest(Authentication client, Subject subject) {
        super(AuthorizationGrantType.TOKEN_EXCHANGE, client, Map.of());
        this.subject = subject;
    }

    /** What is given in exchange. */
    sealed interface Subject {

        /**
         * An API key.
         *
         * @param source the address of who sent it; null when not told
         */
        record Key(String key, @Nullable String source) implements Subject {}

        /** A user's access token, and the organisation to act in. */
        record User(String token, UUID organization) implements Subject {}
    }

    Subject subject() {
        return subject;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
