package io.machinenativeops.teamrbac.token;

import java.time.Duration;
import java.util.List;

import io.machinenativeops.teamrbac.jwks.SigningKeys;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/** Verifies access tokens that this issuer gave, with the keys at hand. */
final class OwnTokens {

    private static final Duration SKEW = Duration.ofSeconds(60);

    private OwnTokens() {}

    static JwtDecoder decoder(SigningKeys keys, IssuerProperties properties) {
        var decoder = NimbusJwtDecoder.withJwkSource(keys)
                .jwsAlgorithm(SignatureAlgorithm.ES256)
                .build();
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<Jwt>(
                new JwtTimestampValidator(SKEW),
                new JwtIssuerValidator(properties.url()),
                new JwtClaimValidator<List<String>>(
                        "aud", audience -> audience != null && audience.contains(properties.audience()))));
        return decoder;
    }
}
