package io.machinenativeops.teamrbac.token;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

import io.machinenativeops.teamrbac.permission.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;

/**
 * What access tokens say that are for no organisation: those of services, and those of a sign-in, which are exchanged for one of
 * the organisation to work in.
 */
final class AccessClaims implements OAuth2TokenCustomizer<JwtEncodingContext> {

    private final String audience;
    private final Profiles profiles;
    private final InstantSource time = InstantSource.system();
    private final IssuerProperties.Makers makers;

    AccessClaims(String audience, Profiles profiles, IssuerProperties.Makers makers) {
        this.audience = audience;
        this.profiles = profiles;
        this.makers = makers;
    }

    @Override
    public void customize(JwtEncodingContext context) {
        context.getClaims().claims(claims -> claims.remove("nbf"));
        if (!OAuth2TokenType.ACCESS_TOKEN.equals(context.getTokenType())) {
            if (OidcParameterNames.ID_TOKEN.equals(context.getTokenType().getValue())) {
                aboutThePerson(context);
            }
            return;
        }
        context.getClaims()
                .audience(List.of(audience))
                .claim("org", Platform.NO_ORGANIZATION)
                // Who signs out everywhere makes old what was issued before, by this instant.
                .claim("authzRev", time.millis());
        if (AuthorizationGrantType.CLIENT_CREDENTIALS.equals(context.getAuthorizationGrantType())) {
            context.getClaims()
                    .subject("client:" + context.getRegisteredClient().getClientId())
                    .claim("grants", Platform.ofServices());
        } else {
            @Nullable Authentication person = context.getPrincipal();
            var user =
                    Principal.of(Objects.requireNonNull(person, "who signed in").getName());
            Map<String, List<String>> grants = new TreeMap<>(Platform.ofUser(user));
            if (profiles.profile(user.id()).map(Profiles.Profile::operator).orElse(false)) {
                grants.putAll(Platform.ofOperators());
            } else if (makers == IssuerProperties.Makers.USERS) {
                grants.putAll(Platform.ofMakers());
            }
            context.getClaims().claim("grants", grants);
        }
    }

    private void aboutThePerson(JwtEncodingContext context) {
        @Nullable Authentication person = context.getPrincipal();
        if (person == null) {
            return;
        }
        var claims = context.getClaims();
        Set<String> scopes = context.getAuthorizedScopes();
        profiles.profile(Principal.of(person.getName()).id()).ifPresent(profile -> {
            if (scopes.contains(OidcScopes.PROFILE)) {
                claims.claim("name", profile.name());
            }
            if (scopes.contains(OidcScopes.EMAIL)) {
                claims.claim("email", profile.email()).claim("email_verified", profile.emailVerified());
            }
        });
    }
}
