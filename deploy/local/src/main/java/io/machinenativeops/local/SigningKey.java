package io.machinenativeops.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

/**
 * The key that signs this stack's tokens. It is made once; its public half is the JWK set that the services read.
 *
 * <p>RSA, since a token is signed once a year and verified with every request, and RSA verifies fastest.
 */
final class SigningKey {

    private final RSAKey key;

    private SigningKey(RSAKey key) {
        this.key = key;
    }

    static SigningKey loadOrCreate(Settings settings) {
        Path file = settings.keys().resolve("signing-key.json");
        try {
            PrivateFiles.folder(settings.keys());
            if (!Files.exists(file)) {
                RSAKey made = new RSAKeyGenerator(2048)
                        .keyUse(KeyUse.SIGNATURE)
                        .algorithm(JWSAlgorithm.RS256)
                        .keyIDFromThumbprint(true)
                        .generate();
                PrivateFiles.write(file, made.toJSONString() + "\n");
            }
            RSAKey key = RSAKey.parse(Files.readString(file));
            PrivateFiles.write(settings.jwks(), new JWKSet(key.toPublicJWK()).toString() + "\n");
            return new SigningKey(key);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep the signing key in " + settings.keys(), e);
        } catch (JOSEException | ParseException e) {
            throw new IllegalStateException(
                    "%s is not a signing key (%s): remove it, and the credentials with it"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    String sign(JWTClaimsSet claims) {
        try {
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID(key.getKeyID())
                            .build(),
                    claims);
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("cannot sign a token", e);
        }
    }

    /** Whether this key signed the token. */
    boolean signed(SignedJWT token) {
        return key.getKeyID().equals(token.getHeader().getKeyID());
    }
}
