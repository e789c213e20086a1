package io.machinenativeops.teamrbac.token;

import java.time.Duration;
import java.time.InstantSource;

import io.machinenativeops.platform.security.GrantsDirectory;
import io.machinenativeops.platform.tenancy.TenantDatabase;
import io.machinenativeops.platform.work.RepeatedWork;
import io.machinenativeops.teamrbac.access.AccessDecisions;
import io.machinenativeops.teamrbac.jwks.SigningKeys;
import io.machinenativeops.teamrbac.key.ApiKeys;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.token.DelegatingOAuth2TokenGenerator;
import org.springframework.security.oauth2.server.authorization.token.JwtGenerator;
import org.springframework.security.oauth2.server.authorization.token.OAuth2RefreshTokenGenerator;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenGenerator;
import tools.jackson.databind.json.JsonMapper;

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
    OAuth2TokenGenerator<?> tokenGenerator(SigningKeys keys, IssuerProperties properties, Profiles profiles) {
        var jwt = new JwtGenerator(new SigningEncoder(keys));
        jwt.setJwtCustomizer(new AccessClaims(properties.audience(), profiles, properties.organizationsBy()));
        return new DelegatingOAuth2TokenGenerator(jwt, new OAuth2RefreshTokenGenerator());
    }

    @Bean
    StoredAuthorizations authorizations(
            TenantDatabase database, RegisteredClientRepository clients, SignedInUsers users, JsonMapper json) {
        return new StoredAuthorizations(database, clients, users, json, InstantSource.system());
    }

    @Bean
    RepeatedWork forgettingAuthorizations(StoredAuthorizations authorizations) {
        return RepeatedWork.every(Duration.ofMinutes(5), "forget-authorizations", authorizations::forget);
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
