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
    private static final String GRANTS = "grants";

    private final transient Caller caller;
    private final transient Jwt token;

    CallerAuthentication(Caller caller, Jwt token) {
        super(List.of());
        this.caller = caller;
        this.token = token;
        setAuthenticated(true);
    }

    /** Refuses tokens that are genuine but lack the claims of the design's section 5, or say what is not true any more. */
    static final class FromJwt implements Converter<Jwt, CallerAuthentication> {

        private final GrantsDirectory directory;
        private final SupersededTokens superseded;

        FromJwt(GrantsDirectory directory, SupersededTokens superseded) {
            this.directory = directory;
            this.superseded = superseded;
        }

        @Override
        public CallerAuthentication convert(Jwt token) {
            try {
                var caller = token instanceof VerifiedToken verified ? verified.caller(FromJwt::read) : read(token);
                if (superseded.supersede(caller)) {
                    throw new SupersededTokenException();
                }
                return new CallerAuthentication(granted(caller, token), token);
            } catch (IllegalArgumentException bad) {
                throw new InvalidBearerTokenException("The token's claims can't be read: " + bad.getMessage(), bad);
            }
        }

        /** Who the token says its bearer is, with the grants that stand in it. */
        private static Caller read(Jwt token) {
            var organization = token.getClaimAsString("org");
            var subject = token.getSubject();
            if (organization == null || subject == null) {
                throw new InvalidBearerTokenException("The token lacks one of the claims org, sub");
            }
            var revision = token.getClaims().get("authzRev") instanceof Number number ? number.longValue() : 0;
            var grants = token.getClaims().get(GRANTS);
            return new Caller(
                    organization,
                    subject,
                    token.getClaimAsString("keyId"),
                    token.getClaimAsString("project"),
                    token.getClaimAsString("team"),
                    revision,
                    grants == null ? Grants.NONE : Grants.fromClaim(grants));
        }

        private Caller granted(Caller caller, Jwt token) {
            if (token.getClaims().get(GRANTS) != null) {
                return caller;
            }
            var reference = token.getClaimAsString("grantsRef");
            if (reference == null) {
                throw new InvalidBearerTokenException("The token lacks one of the claims grants, grantsRef");
            }
            return caller.with(directory.find(
                    caller.organizationId(), caller.subject(), caller.authorizationRevision(), reference));
        }
    }

    /** Not the caller in words, with all grants: libraries ask for it and may write it down. */
    @Override
    public String getName() {
        return caller.subject();
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
