package io.machinenativeops.platform.idempotency;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;

import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import io.machinenativeops.platform.digest.Sha256;

/**
 * Answers may hold what is shown only once, such as a new API key. So an answer is stored encrypted (AES-256-GCM), by a key made
 * of the request's own idempotency key, and of that only a digest is stored: who reads the table reads no answers.
 */
final class AnswerSeal {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final byte[] digest;
    private final SecretKeySpec secret;

    AnswerSeal(IdempotencyKey key) {
        try {
            digest = derived(key, "name");
            secret = new SecretKeySpec(derived(key, "answer"), "AES");
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this JDK lacks HmacSHA256", missing);
        }
    }

    private static byte[] derived(IdempotencyKey key, String use) throws GeneralSecurityException {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key.value().getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
        return mac.doFinal(use.getBytes(StandardCharsets.US_ASCII));
    }

    /** What the row is found by. */
    byte[] digest() {
        return digest.clone();
    }

    byte[] close(byte[] answer) {
        try {
            var nonce = new byte[NONCE];
            RANDOM.nextBytes(nonce);
            var sealed = cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(answer);
            var all = Arrays.copyOf(nonce, NONCE + sealed.length);
            System.arraycopy(sealed, 0, all, NONCE, sealed.length);
            return all;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    byte[] open(byte[] sealed) {
        try {
            return cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(sealed, NONCE))
                    .doFinal(sealed, NONCE, sealed.length - NONCE);
        } catch (GeneralSecurityException altered) {
            throw new IllegalStateException("a kept answer was altered", altered);
        }
    }

    private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, secret, new GCMParameterSpec(TAG_BITS, nonce));
        return cipher;
    }

    static byte[] sha256(byte[]... parts) {
        var digest = Sha256.begun();
        for (var part : parts) {
            digest.update(part);
            digest.update((byte) 0);
        }
        return digest.digest();
    }
}
