package io.machinenativeops.platform.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

/** Stands in for the issuer: signs tokens with its own key, and writes the JWK set that a service under test reads. */
public final class TestIssuer {

    private final ECKey key;
    private final Path jwks;

    public TestIssuer() {
        try {
            key = new ECKeyGenerator(Curve.P_256)
                    .keyID(UUID.randomUUID().toString())
                    .generate();
            jwks = Files.createTempFile("jwks", ".json");
            Files.writeString(jwks, new JWKSet(key).toString(true));
            jwks.toFile().deleteOnExit();
        } catch (JOSEException failure) {
            throw new IllegalStateException(failure);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The value for {@code MNO_JWKS}. */
    public String jwks() {
        return jwks.toUri().toString();
    }

    /** A token that holds the permissions for a whole organisation, with a project of its own. */
    public String token(String organization, String... permissions) {
        return token(
                organization,
                claims -> claims.claim("grants", Map.of("organization:" + organization, List.of(permissions))));
    }

    /** A token whose claims the test changes before they are signed. */
    public String token(String organization, UnaryOperator<JWTClaimsSet.Builder> change) {
        var now = Instant.now();
        var claims = new JWTClaimsSet.Builder()
                .issuer("http://localhost:8080")
                .audience("mno")
                .subject("tester")
                .issueTime(Date.from(now.minusSeconds(600)))
                .expirationTime(Date.from(now.plusSeconds(300)))
                .claim("org", organization)
                .claim("keyId", "key-1")
                .claim("authzRev", 1);
        try {
            var header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                    .keyID(key.getKeyID())
                    .build();
            var token = new SignedJWT(header, change.apply(claims).build());
            token.sign(new ECDSASigner(key));
            return token.serialize();
        } catch (JOSEException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
