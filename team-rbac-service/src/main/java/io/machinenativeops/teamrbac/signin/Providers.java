package io.machinenativeops.teamrbac.signin;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import io.machinenativeops.teamrbac.token.IssuerProperties;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenDecoderFactory;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenValidator;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.converter.ClaimTypeConverter;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.stereotype.Component;

/** The providers as Spring Security knows them; each is asked where its things are when somebody first goes there, never at start. */
@Component
final class Providers implements ClientRegistrationRepository {

    static final String WITH = "/login/with";
    static final String BACK = "/login/back";

    private static final Duration KEPT = Duration.ofHours(1);
    private static final String ALGORITHMS = "id_token_signing_alg_values_supported";
    private static final List<SignatureAlgorithm> LIKED = List.of(
            SignatureAlgorithm.RS256,
            SignatureAlgorithm.ES256,
            SignatureAlgorithm.PS256,
            SignatureAlgorithm.ES384,
            SignatureAlgorithm.RS512);

    private final Map<String, ProviderProperties.Provider> given;
    private final String url;
    private final ProviderCalls calls;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    private record Known(ClientRegistration registration, long until) {}

    Providers(ProviderProperties properties, IssuerProperties issuer, ProviderCalls calls) {
        this.given = properties.oidc();
        this.url = issuer.url();
        this.calls = calls;
    }

    /** What stands on a button, and where it leads. */
    record Button(String text, String path) {}

    List<Button> buttons(SignInText words) {
        return given.entrySet().stream()
                .map(each -> new Button(words.with(each.getValue().name()), WITH + "/" + each.getKey()))
                .toList();
    }

    boolean areThere() {
        return !given.isEmpty();
    }

    ProviderProperties.@Nullable Provider of(String id) {
        return given.get(id);
    }

    /** @throws RuntimeException when the provider can't be asked */
    @Override
    public @Nullable ClientRegistration findByRegistrationId(String id) {
        var provider = given.get(id);
        if (provider == null) {
            return null;
        }
        var found = known.get(id);
        if (found == null || System.nanoTime() - found.until > 0) {
            found = new Known(ask(id, provider), System.nanoTime() + KEPT.toNanos());
            known.put(id, found);
        }
        return found.registration;
    }

    private ClientRegistration ask(String id, ProviderProperties.Provider provider) {
        var secret = provider.clientSecret();
        var told = calls.read(provider.issuer().replaceFirst("/$", "") + "/.well-known/openid-configuration");
        if (!provider.issuer().equals(told.get("issuer"))) {
            throw new IllegalStateException(
                    "it says that it is '" + told.get("issuer") + "': expected '" + provider.issuer() + "'");
        }
        var registration = ClientRegistrations.fromOidcConfiguration(told)
                .registrationId(id)
                .clientId(provider.clientId())
                .scope(OidcScopes.OPENID, OidcScopes.PROFILE, OidcScopes.EMAIL)
                .redirectUri(url + BACK + "/" + id)
                .userNameAttributeName("sub")
                .clientName(provider.name())
                .clientSettings(ClientRegistration.ClientSettings.builder()
                        .requireProofKey(true)
                        .build());
        return secret == null || secret.isBlank()
                ? registration
                        .clientAuthenticationMethod(ClientAuthenticationMethod.NONE)
                        .build()
                : registration.clientSecret(secret).build();
    }

    /** Verifies ID tokens by what the provider says that it signs with; never without a signature, nor by the client's secret. */
    JwtDecoderFactory<ClientRegistration> decoders() {
        var decoders = new ConcurrentHashMap<String, JwtDecoder>();
        return registration -> decoders.computeIfAbsent(registration.getRegistrationId(), _ -> decoder(registration));
    }

    private JwtDecoder decoder(ClientRegistration registration) {
        var told = registration.getProviderDetails();
        var decoder = NimbusJwtDecoder.withJwkSetUri(String.valueOf(told.getJwkSetUri()))
                .jwsAlgorithm(algorithm(told.getConfigurationMetadata().get(ALGORITHMS)))
                .restOperations(calls.rest())
                .build();
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                new JwtTimestampValidator(), new OidcIdTokenValidator(registration)));
        decoder.setClaimSetConverter(
                new ClaimTypeConverter(OidcIdTokenDecoderFactory.createDefaultClaimTypeConverters()));
        return decoder;
    }

    private static SignatureAlgorithm algorithm(@Nullable Object said) {
        var names = said instanceof List<?> list ? list.stream().map(String::valueOf) : Stream.<String>empty();
        var all = names.toList();
        return LIKED.stream()
                .filter(each -> all.contains(each.getName()))
                .findFirst()
                .orElse(SignatureAlgorithm.RS256);
    }
}
