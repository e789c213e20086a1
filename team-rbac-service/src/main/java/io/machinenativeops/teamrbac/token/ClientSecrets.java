package io.machinenativeops.teamrbac.token;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Digests of client secrets. These are long and made by chance, so that a slow hash would add nothing but time to each exchange;
 * they come from the environment and are kept in memory only, under a key of this process.
 */
final class ClientSecrets implements PasswordEncoder {

    private static final int SHORTEST = 24;
    private static final String HMAC = "HmacSHA256";

    private final SecretKeySpec key;

    ClientSecrets() {
        var bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        key = new SecretKeySpec(bytes, HMAC);
    }

    /** @throws IllegalStateException if the secret is so short that it was not made by chance */
    String encode(String client, String secret) {
        if (secret.length() < SHORTEST) {
            throw new IllegalStateException("The secret of client " + client + " has " + secret.length()
                    + " characters: expected at least " + SHORTEST + ", made by chance");
        }
        return encode(secret);
    }

    @Override
    public String encode(@Nullable CharSequence secret) {
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(String.valueOf(secret).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    @Override
    public boolean matches(@Nullable CharSequence secret, @Nullable String encoded) {
        return MessageDigest.isEqual(
                encode(secret).getBytes(StandardCharsets.US_ASCII),
                String.valueOf(encoded).getBytes(StandardCharsets.US_ASCII));
    }
}
