package io.machinenativeops.teamrbac.token;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import io.machinenativeops.teamrbac.key.KeyVerdict;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.PrincipalKind;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AccessTokenAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;

/**
 * Gives a token for an API key, or for a user's token one for an organisation. Nothing is stored: what is given lives for minutes,
 * and whoever changes what it says tells all who read it.
 */
final class Exchange implements AuthenticationProvider {

    private static final Map<String, Object> ISSUED = Map.of("issued_token_type", ExchangeReader.ACCESS_TOKEN);

    private final KeyVerification keys;
    private final Tokens tokens;
    private final JwtDecoder own;
    private final SignedInUsers users;

    Exchange(KeyVerification keys, Tokens tokens, JwtDecoder own, SignedInUsers users) {
        this.keys = keys;
        this.tokens = tokens;
        this.own = own;
        this.users = users;
    }

    @Override
    public Authentication authenticate(Authentication authentication) {
        var request = (ExchangeRequest) authentication;
        if (!(request.getPrincipal() instanceof OAuth2ClientAuthenticationToken client)
                || client.getRegisteredClient() == null) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
        }
        var registered = client.getRegisteredClient();
        if (!registered.getAuthorizationGrantTypes().contains(AuthorizationGrantType.TOKEN_EXCHANGE)) {
            throw ExchangeReader.refused(
                    OAuth2ErrorCodes.UNAUTHORIZED_CLIENT,
                    "the client " + registered.getClientId() + " may not exchange tokens");
        }
        return new OAuth2AccessTokenAuthenticationToken(registered, client, token(request.subject()), null, ISSUED);
    }

    private OAuth2AccessToken token(ExchangeRequest.Subject subject) {
        try {
            return switch (subject) {
                case ExchangeRequest.Subject.Key(var key, var source) ->
                    switch (keys.verify(key, source)) {
                        case KeyVerdict.Valid valid -> tokens.forKey(valid);
                        case KeyVerdict.Refused refused -> throw new UnacceptableTokenException(refused.detail());
                    };
                case ExchangeRequest.Subject.User(var token, var organization) ->
                    forUser(verified(token), organization);
            };
        } catch (UnacceptableTokenException unacceptable) {
            // RFC 8693 section 2.2.2.
            throw ExchangeReader.refused(OAuth2ErrorCodes.INVALID_REQUEST, String.valueOf(unacceptable.getMessage()));
        }
    }

    private OAuth2AccessToken forUser(Jwt signIn, UUID organization) {
        var user = user(signIn);
        var token = tokens.forUser(user, organization);
        // Last: who signs out everywhere stores that before the revision that makes this token old.
        var issued = issued(signIn);
        if (issued == null || !users.mayUse(user.id(), issued)) {
            throw new UnacceptableTokenException("The user signed out everywhere, or is disabled.");
        }
        return token;
    }

    /** To the millisecond: {@code iat} says no more than the second, in which somebody may have signed out and in again. */
    private static @Nullable Instant issued(Jwt signIn) {
        return signIn.getClaims().get("authzRev") instanceof Number millis
                ? Instant.ofEpochMilli(millis.longValue())
                : signIn.getIssuedAt();
    }

    private static Principal user(Jwt verified) {
        Principal subject;
        try {
            subject = Principal.of(String.valueOf(verified.getSubject()));
        } catch (IllegalArgumentException other) {
            throw new UnacceptableTokenException(
                    "It is the token of '" + verified.getSubject() + "': expected a user's.");
        }
        // Who holds a key holds no more than the key.
        if (subject.kind() != PrincipalKind.USER || verified.hasClaim("keyId")) {
            throw new UnacceptableTokenException("It is the token of a key or an agent: expected one of a sign-in.");
        }
        return subject;
    }

    private Jwt verified(String token) {
        try {
            return own.decode(token);
        } catch (JwtException wrong) {
            throw new UnacceptableTokenException("It is no valid token of this issuer.");
        }
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return ExchangeRequest.class.isAssignableFrom(authentication);
    }
}
