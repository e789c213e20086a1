package io.machinenativeops.teamrbac.jwks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Hides private keys from who reads the database: AES-256-GCM with a nonce of its own for each, bound to what it is for. */
final class KeyCipher {

    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final SecureRandom chance = new SecureRandom();

    private KeyCipher(SecretKeySpec key) {
        this.key = key;
    }

    /**
     * Reads the key as an operator gives it.
     *
     * @throws IllegalStateException if it is not 32 bytes in Base64; the message never holds it
     */
    static KeyCipher of(String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException unreadable) {
            throw new IllegalStateException("MNO_KEY_ENCRYPTION is no Base64: expected 32 bytes of it", unreadable);
        }
        if (bytes.length != KEY_BYTES) {
            throw new IllegalStateException("MNO_KEY_ENCRYPTION has " + bytes.length
                    + " bytes: expected 32, in Base64, as 'openssl rand -base64 32' makes them");
        }
        return new KeyCipher(new SecretKeySpec(bytes, "AES"));
    }

    /** Nonce, then what is hidden with its tag. */
    byte[] hide(String purpose, byte[] plain) {
        var nonce = new byte[NONCE_BYTES];
        chance.nextBytes(nonce);
        try {
            var hidden = cipher(Cipher.ENCRYPT_MODE, purpose, nonce).doFinal(plain);
            var all = Arrays.copyOf(nonce, NONCE_BYTES + hidden.length);
            System.arraycopy(hidden, 0, all, NONCE_BYTES, hidden.length);
            return all;
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /** @throws IllegalStateException if it was hidden under another key, for another purpose, or was changed */
    byte[] show(String purpose, byte[] hidden) {
        try {
            var cipher = cipher(Cipher.DECRYPT_MODE, purpose, Arrays.copyOf(hidden, NONCE_BYTES));
            return cipher.doFinal(hidden, NONCE_BYTES, hidden.length - NONCE_BYTES);
        } catch (GeneralSecurityException | IllegalArgumentException wrong) {
            throw new IllegalStateException(
                    purpose + " can't be decrypted: expected the MNO_KEY_ENCRYPTION it was stored under", wrong);
        }
    }

    private Cipher cipher(int mode, String purpose, byte[] nonce) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(purpose.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
