package io.machinenativeops.teamrbac.key;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.machinenativeops.platform.digest.Sha256;

/**
 * Makes of a key's secret what is stored of it: HMAC-SHA256 over its SHA-256 under a key that the database does not hold.
 * Who reads the database can neither use what stands there nor try secrets against it. The secret itself is chance, so slow
 * hashing would add nothing.
 */
public final class Pepper {

    private static final int LEAST_BYTES = 32;

    private final SecretKeySpec key;

    /** @param bytes at least 32, from outside the database */
    public Pepper(byte[] bytes) {
        if (bytes.length < LEAST_BYTES) {
            throw new IllegalArgumentException(
                    "the pepper has " + bytes.length + " bytes: expected at least " + LEAST_BYTES);
        }
        key = new SecretKeySpec(bytes, "HmacSHA256");
    }

    /** The 32 bytes to store. */
    public byte[] digest(ApiKey apiKey) {
        try {
            var mac = Mac.getInstance(key.getAlgorithm());
            mac.init(key);
            return mac.doFinal(Sha256.of(apiKey.secret()));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /** Whether the stored digest is of this key; takes as long for every wrong one. */
    public boolean matches(ApiKey apiKey, byte[] stored) {
        return MessageDigest.isEqual(digest(apiKey), stored);
    }
}
