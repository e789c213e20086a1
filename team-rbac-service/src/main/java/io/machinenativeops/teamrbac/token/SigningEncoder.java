package io.machinenativeops.teamrbac.token;

import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;

import com.nimbusds.jwt.JWTClaimsSet;
import io.machinenativeops.teamrbac.jwks.SigningKeys;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;

/** Signs what Spring Authorization Server issues with our keys: the key is chosen by time, never by what a header asks for. */
final class SigningEncoder implements JwtEncoder {

    private final SigningKeys keys;

    SigningEncoder(SigningKeys keys) {
        this.keys = keys;
    }

    @Override
    public Jwt encode(JwtEncoderParameters parameters) {
        var claims = parameters.getClaims();
        var set = new JWTClaimsSet.Builder();
        claims.getClaims()
                .forEach((name, value) -> set.claim(name, value instanceof Instant at ? Date.from(at) : value));
        set.issuer(claims.getIssuer() == null ? null : claims.getIssuer().toString());
        var token = keys.sign(set.build());
        Map<String, Object> said = new HashMap<>(claims.getClaims());
        return new Jwt(token, claims.getIssuedAt(), claims.getExpiresAt(), Map.of("alg", "ES256"), said);
    }
}
