package io.machinenativeops.teamrbac.token;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.token.IssuerProperties.Makers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;

import static org.assertj.core.api.Assertions.assertThat;

class AccessClaimsTest {

    private static final Principal ANN = Principal.user(new UUID(7, 7));

    private static @Nullable Object grants(boolean operator, Makers makers) {
        Profiles profiles = _ -> Optional.of(new Profiles.Profile("Ann", "ann@example.test", true, operator));
        var context = JwtEncodingContext.with(
                        JwsHeader.with(SignatureAlgorithm.ES256),
                        JwtClaimsSet.builder().subject(ANN.toString()))
                .principal(new TestingAuthenticationToken(ANN.toString(), "n/a"))
                .tokenType(OAuth2TokenType.ACCESS_TOKEN)
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .build();
        new AccessClaims("mno", profiles, makers).customize(context);
        return context.getClaims().build().getClaim("grants");
    }

    @Test
    void letsThoseMakeOrganizationsWhoAreConfigured() {
        var self = Map.entry(ANN.toString(), List.of("user:self"));
        var operates = Map.entry("platform", List.of("organization:create", "platform:operate"));
        assertThat(grants(false, Makers.OPERATORS)).isEqualTo(Map.ofEntries(self));
        assertThat(grants(false, Makers.USERS))
                .isEqualTo(Map.ofEntries(self, Map.entry("platform", List.of("organization:create"))));
        assertThat(grants(true, Makers.OPERATORS)).isEqualTo(Map.ofEntries(self, operates));
        assertThat(grants(true, Makers.USERS)).isEqualTo(Map.ofEntries(self, operates));
    }
}
