package io.machinenativeops.platform.security;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.Jwt;

/** A token that is remembered, with what was read from its claims: the grants of it are more work than the rest of the check. */
final class VerifiedToken extends Jwt {

    private static final long serialVersionUID = 1;

    private transient volatile @Nullable Caller caller;

    VerifiedToken(Jwt token) {
        super(token.getTokenValue(), token.getIssuedAt(), token.getExpiresAt(), token.getHeaders(), token.getClaims());
    }

    /** What {@code read} finds in it, which reads it once. */
    Caller caller(Function<Jwt, Caller> read) {
        var found = caller;
        if (found == null) {
            found = read.apply(this);
            caller = found;
        }
        return found;
    }
}
