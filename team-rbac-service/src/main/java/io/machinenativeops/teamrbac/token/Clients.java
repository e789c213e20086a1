package io.machinenativeops.teamrbac.token;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;

/** The clients there are: our own, known from the environment. */
final class Clients {

    static final String GATEWAY = "gateway";
    static final String SERVICES = "services";
    static final String BFF = "bff";
    static final String DASHBOARD = "dashboard";

    private static final Duration CODE_LIFE = Duration.ofMinutes(1);

    private final IssuerProperties properties;
    private final ClientSecrets secrets;
    private final List<RegisteredClient> all = new ArrayList<>();

    private Clients(IssuerProperties properties, ClientSecrets secrets) {
        this.properties = properties;
        this.secrets = secrets;
    }

    /** All clients; those that have a secret only if it is set. */
    static List<RegisteredClient> of(IssuerProperties properties, ClientSecrets secrets) {
        var clients = new Clients(properties, secrets);
        var given = properties.clients();
        clients.confidential(
                GATEWAY,
                given.gateway(),
                client -> client.authorizationGrantType(AuthorizationGrantType.TOKEN_EXCHANGE));
        clients.confidential(
                SERVICES,
                given.services(),
                client -> client.authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS));
        clients.confidential(
                BFF,
                given.bff(),
                client -> clients.forBrowsers(client).authorizationGrantType(AuthorizationGrantType.REFRESH_TOKEN));
        clients.all.add(clients.forBrowsers(clients.named(DASHBOARD))
                .clientAuthenticationMethod(ClientAuthenticationMethod.NONE)
                .build());
        return List.copyOf(clients.all);
    }

    private void confidential(String id, @Nullable String secret, Consumer<RegisteredClient.Builder> more) {
        if (secret == null || secret.isBlank()) {
            return;
        }
        var client = named(id)
                .clientSecret(secrets.encode(id, secret))
                .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST);
        more.accept(client);
        all.add(client.build());
    }

    private RegisteredClient.Builder forBrowsers(RegisteredClient.Builder client) {
        return client.authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .redirectUri(properties.url() + "/auth/callback")
                .postLogoutRedirectUri(properties.url() + "/")
                .scope(OidcScopes.OPENID)
                .scope(OidcScopes.PROFILE)
                .scope(OidcScopes.EMAIL);
    }

    private RegisteredClient.Builder named(String id) {
        return RegisteredClient.withId(id)
                .clientId(id)
                // Ours: nobody is asked whether they may know who signed in.
                .clientSettings(ClientSettings.builder()
                        .requireProofKey(true)
                        .requireAuthorizationConsent(false)
                        .build())
                .tokenSettings(TokenSettings.builder()
                        .accessTokenTimeToLive(Tokens.LIFE)
                        .authorizationCodeTimeToLive(CODE_LIFE)
                        .refreshTokenTimeToLive(properties.refreshLife())
                        .reuseRefreshTokens(false)
                        .idTokenSignatureAlgorithm(SignatureAlgorithm.ES256)
                        .build());
    }
}
