package io.machinenativeops.teamrbac.token;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.UUID;
import java.util.stream.Stream;

import com.nimbusds.jwt.JWTClaimsSet;
import io.machinenativeops.teamrbac.access.AccessDecisions;
import io.machinenativeops.teamrbac.access.ResolvedGrants;
import io.machinenativeops.teamrbac.jwks.SigningKeys;
import io.machinenativeops.teamrbac.key.KeyVerdict;
import io.machinenativeops.teamrbac.permission.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2AccessToken;

/** Makes access tokens for an organisation. */
final class Tokens {

    /** The longest a token lives. */
    static final Duration LIFE = Duration.ofMinutes(5);

    private final SigningKeys keys;
    private final AccessDecisions decisions;
    private final IssuerProperties properties;
    private final InstantSource time;

    Tokens(SigningKeys keys, AccessDecisions decisions, IssuerProperties properties, InstantSource time) {
        this.keys = keys;
        this.decisions = decisions;
        this.properties = properties;
        this.time = time;
    }

    /** For an API key: it says what the key may, under the name of whom it acts for. */
    OAuth2AccessToken forKey(KeyVerdict.Valid key) {
        var grants = decisions.grants(key.organization(), 0, key.key());
        var claims =
                claims(key.organization(), key.actsFor(), grants, key.key()).claim("keyId", key.keyId());
        if (key.project() != null) {
            claims.claim("project", key.project().toString());
        }
        if (key.team() != null) {
            claims.claim("team", key.team().toString());
        }
        return signed(claims, grants.validUntil(), key.validUntil());
    }

    /**
     * For a user in an organisation.
     *
     * @throws UnacceptableTokenException if the user has nothing to do there
     */
    OAuth2AccessToken forUser(Principal user, UUID organization) {
        var grants = decisions.grants(organization, 0, user);
        if (grants.byScope().isEmpty()) {
            throw new UnacceptableTokenException(user + " has no role in the organisation " + organization + ".");
        }
        return signed(claims(organization, user, grants, user), grants.validUntil(), null);
    }

    private JWTClaimsSet.Builder claims(UUID organization, Principal subject, ResolvedGrants grants, Principal holder) {
        var claims = new JWTClaimsSet.Builder()
                .subject(subject.toString())
                .claim("org", organization.toString())
                .claim("authzRev", grants.revision());
        if (!grants.fitsInToken()) {
            return claims.claim("grantsRef", holder.toString());
        }
        return claims.claim("grants", OwnGrants.claim(grants, holder));
    }

    private OAuth2AccessToken signed(JWTClaimsSet.Builder claims, @Nullable Instant... ends) {
        var now = time.instant().truncatedTo(ChronoUnit.SECONDS);
        var end = Stream.of(ends)
                .flatMap(Stream::ofNullable)
                .map(each -> each.truncatedTo(ChronoUnit.SECONDS))
                .reduce(now.plus(LIFE), (one, other) -> one.isBefore(other) ? one : other);
        if (!end.isAfter(now)) {
            throw new UnacceptableTokenException("It ends within this second.");
        }
        var token = keys.sign(claims.issuer(properties.url())
                .audience(properties.audience())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(end))
                .jwtID(UUID.randomUUID().toString())
                .build());
        return new OAuth2AccessToken(OAuth2AccessToken.TokenType.BEARER, token, now, end);
    }
}
