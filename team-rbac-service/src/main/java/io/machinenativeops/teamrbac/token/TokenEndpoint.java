package io.machinenativeops.teamrbac.token;

import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.oauth2.server.authorization.authentication.ClientSecretAuthenticationProvider;

/** What the authorization server is told about its token endpoint. */
public final class TokenEndpoint {

    private final ExchangeReader reader;
    private final Exchange exchange;
    private final ClientSecrets secrets;

    TokenEndpoint(ExchangeReader reader, Exchange exchange, ClientSecrets secrets) {
        this.reader = reader;
        this.exchange = exchange;
        this.secrets = secrets;
    }

    /** Adds the exchange, and the digests that client secrets are kept as. */
    public void configure(OAuth2AuthorizationServerConfigurer server) {
        server.clientAuthentication(client ->
                        client.authenticationProviders(providers -> providers.forEach(provider -> {
                            if (provider instanceof ClientSecretAuthenticationProvider bySecret) {
                                bySecret.setPasswordEncoder(secrets);
                            }
                        })))
                .tokenEndpoint(
                        endpoint -> endpoint.accessTokenRequestConverter(reader).authenticationProvider(exchange));
    }
}
