package io.machinenativeops.gateway.session;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Seals what is kept of sessions (AES-256-GCM), each to the name it is kept under: who reads Redis reads no tokens. */
final class Seal {

    private static final Logger log = LoggerFactory.getLogger(Seal.class);
    private static final SecureRandom CHANCE = new SecureRandom();
    private static final int KEY = 32;
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;

    /** @param encoded 32 bytes in base64; null or empty for a key that nobody else has */
    Seal(@Nullable String encoded) {
        var bytes = new byte[KEY];
        if (encoded == null || encoded.isBlank()) {
            log.warn(
                    "MNO_SESSION_ENCRYPTION is not set: sessions end with this process, and no other replica knows them");
            CHANCE.nextBytes(bytes);
        } else {
            bytes = decoded(encoded.strip());
        }
        key = new SecretKeySpec(bytes, "AES");
    }

    private static byte[] decoded(String encoded) {
        try {
            var bytes = Base64.getDecoder().decode(encoded);
            if (bytes.length == KEY) {
                return bytes;
            }
            throw new IllegalArgumentException(
                    "MNO_SESSION_ENCRYPTION has %d bytes: expected %d, in base64".formatted(bytes.length, KEY));
        } catch (IllegalArgumentException unusable) {
            throw new IllegalStateException(unusable.getMessage(), unusable);
        }
    }

    byte[] close(String name, byte[] content) {
        try {
            var nonce = new byte[NONCE];
            CHANCE.nextBytes(nonce);
            var sealed = cipher(Cipher.ENCRYPT_MODE, name, nonce).doFinal(content);
            var all = Arrays.copyOf(nonce, NONCE + sealed.length);
            System.arraycopy(sealed, 0, all, NONCE, sealed.length);
            return all;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The content; null when it was sealed with another key, for another name, or altered. */
    byte @Nullable [] open(String name, byte[] sealed) {
        if (sealed.length < NONCE) {
            return null;
        }
        try {
            return cipher(Cipher.DECRYPT_MODE, name, Arrays.copyOf(sealed, NONCE))
                    .doFinal(sealed, NONCE, sealed.length - NONCE);
        } catch (GeneralSecurityException notOurs) {
            return null;
        }
    }

    private Cipher cipher(int mode, String name, byte[] nonce) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(name.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
