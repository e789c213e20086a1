package io.machinenativeops.teamrbac.token;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import io.machinenativeops.teamrbac.permission.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;

/**
 * What access tokens say that are for no organisation: those of services, and those of a sign-in, which are exchanged for one of
 * the organisation to work in.
 */
final class AccessClaims implements OAuth2TokenCustomizer<JwtEncodingContext> {

    private final String audience;
    private final Operators operators;

    AccessClaims(String audience, Operators operators) {
        this.audience = audience;
        this.operators = operators;
    }

    @Override
    public void customize(JwtEncodingContext context) {
        context.getClaims().claims(claims -> claims.remove("nbf"));
        if (!OAuth2TokenType.ACCESS_TOKEN.equals(context.getTokenType())) {
            return;
        }
        context.getClaims()
                .audience(List.of(audience))
                .claim("org", Platform.NO_ORGANIZATION)
                .claim("authzRev", 0);
        if (AuthorizationGrantType.CLIENT_CREDENTIALS.equals(context.getAuthorizationGrantType())) {
            context.getClaims()
                    .subject("client:" + context.getRegisteredClient().getClientId())
                    .claim("grants", Platform.ofServices());
        } else {
            @Nullable Authentication person = context.getPrincipal();
            var user =
                    Principal.of(Objects.requireNonNull(person, "who signed in").getName());
            Map<String, List<String>> grants = new TreeMap<>(Platform.ofUser(user));
            if (operators.includes(user.id())) {
                grants.putAll(Platform.ofOperators());
            }
            context.getClaims().claim("grants", grants);
        }
    }
}
