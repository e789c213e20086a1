package io.machinenativeops.platform.security;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;

/** A verified token together with the caller read from it. */
final class CallerAuthentication extends AbstractAuthenticationToken {

    private static final long serialVersionUID = 1;

    private final transient Caller caller;
    private final transient Jwt token;

    CallerAuthentication(Caller caller, Jwt token) {
        super(List.of());
        this.caller = caller;
        this.token = token;
        setAuthenticated(true);
    }

    /** Refuses tokens that are genuine but lack the claims of the design's section 5. */
    static final class FromJwt implements Converter<Jwt, CallerAuthentication> {

        @Override
        public CallerAuthentication convert(Jwt token) {
            var organization = token.getClaimAsString("org");
            var subject = token.getSubject();
            var grants = token.getClaims().get("grants");
            if (organization == null || subject == null || grants == null) {
                throw new InvalidBearerTokenException("The token lacks one of the claims org, sub, grants");
            }
            try {
                var revision = token.getClaims().get("authzRev") instanceof Number number ? number.longValue() : 0;
                var caller = new Caller(
                        organization,
                        subject,
                        token.getClaimAsString("keyId"),
                        token.getClaimAsString("project"),
                        token.getClaimAsString("team"),
                        revision,
                        Grants.fromClaim(grants));
                return new CallerAuthentication(caller, token);
            } catch (IllegalArgumentException bad) {
                throw new InvalidBearerTokenException("The token's claims can't be read: " + bad.getMessage(), bad);
            }
        }
    }

    @Override
    public Caller getPrincipal() {
        return caller;
    }

    @Override
    public Object getCredentials() {
        return token;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CallerAuthentication that && caller.equals(that.caller) && token.equals(that.token);
    }

    @Override
    public int hashCode() {
        return Objects.hash(caller, token);
    }
}
