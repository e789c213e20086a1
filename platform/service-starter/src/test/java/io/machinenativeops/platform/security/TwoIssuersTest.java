package io.machinenativeops.platform.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.security.oauth2.jwt.JwtException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Another issuer's tokens are refused, whatever they call their key. */
class TwoIssuersTest {

    private static final String OURS = "https://ours.example";

    private final ECKey ours = key("one");
    private final ECKey theirs = key("one");
    private final ServiceTokens tokens;

    TwoIssuersTest(@TempDir Path folder) throws IOException {
        var jwks = folder.resolve("jwks.json");
        Files.writeString(jwks, new JWKSet(ours).toString(true));
        tokens = new ServiceTokens(jwks.toUri().toString(), OURS, "mno", InstantSource.system());
    }

    private static ECKey key(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String token(ECKey key, String issuer, String audience) throws JOSEException {
        var claims = new JWTClaimsSet.Builder()
                .issuer(issuer)
                .audience(audience)
                .subject("user:1")
                .expirationTime(Date.from(Instant.now().plusSeconds(60)))
                .build();
        var token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("one").build(), claims);
        token.sign(new ECDSASigner(key));
        return token.serialize();
    }

    @Test
    void refusesATokenOfAnotherIssuerUnderTheNameOfAKnownKey() throws JOSEException {
        assertThat(tokens.decode(token(ours, OURS, "mno")).getSubject()).isEqualTo("user:1");
        for (var other : new String[] {
            token(theirs, OURS, "mno"),
            token(theirs, "https://theirs.example", "mno"),
            // Our key, used for somebody else.
            token(ours, "https://theirs.example", "mno"),
            token(ours, OURS, "theirs")
        }) {
            assertThatThrownBy(() -> tokens.decode(other)).isInstanceOf(JwtException.class);
        }
    }
}
