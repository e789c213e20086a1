package io.machinenativeops.teamrbac.token;

import java.time.InstantSource;

import io.machinenativeops.platform.security.GrantsDirectory;
import io.machinenativeops.teamrbac.access.AccessDecisions;
import io.machinenativeops.teamrbac.jwks.SigningKeys;
import io.machinenativeops.teamrbac.key.ApiKeys;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.token.DelegatingOAuth2TokenGenerator;
import org.springframework.security.oauth2.server.authorization.token.JwtGenerator;
import org.springframework.security.oauth2.server.authorization.token.OAuth2RefreshTokenGenerator;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenGenerator;

/** Puts together what the token endpoint works with. */
@Configuration(proxyBeanMethods = false)
class TokenConfiguration {

    @Bean
    KeyVerification keyVerification(ApiKeys keys) {
        return keys::verify;
    }

    @Bean
    ClientSecrets clientSecrets() {
        return new ClientSecrets();
    }

    @Bean
    RegisteredClientRepository registeredClients(IssuerProperties properties, ClientSecrets secrets) {
        return new InMemoryRegisteredClientRepository(Clients.of(properties, secrets));
    }

    @Bean
    OAuth2TokenGenerator<?> tokenGenerator(SigningKeys keys, IssuerProperties properties, Operators operators) {
        var jwt = new JwtGenerator(new SigningEncoder(keys));
        jwt.setJwtCustomizer(new AccessClaims(properties.audience(), operators));
        return new DelegatingOAuth2TokenGenerator(jwt, new OAuth2RefreshTokenGenerator());
    }

    @Bean
    OAuth2AuthorizationService authorizations() {
        return new UnstoredAuthorizations();
    }

    /** The service asks itself for its keys, unless it is told where they are. */
    @Bean
    @ConditionalOnExpression("'${mno.security.jwks:}'.isBlank()")
    JwtDecoder jwtDecoder(SigningKeys keys, IssuerProperties properties) {
        return OwnTokens.decoder(keys, properties);
    }

    /** Other services ask us; we ask nobody. */
    @Bean
    GrantsDirectory grantsDirectory(AccessDecisions decisions) {
        return new OwnGrants(decisions);
    }

    @Bean
    TokenEndpoint tokenEndpoint(
            SigningKeys keys,
            AccessDecisions decisions,
            IssuerProperties properties,
            ClientSecrets secrets,
            KeyVerification verification,
            SignedInUsers users) {
        var tokens = new Tokens(keys, decisions, properties, InstantSource.system());
        var exchange = new Exchange(verification, tokens, OwnTokens.decoder(keys, properties), users);
        return new TokenEndpoint(new ExchangeReader(properties.audience()), exchange, secrets);
    }
}
