package io.machinenativeops.gateway.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

import io.machinenativeops.platform.digest.Sha256;

/** Words that nobody can guess, and what may be known of them. */
final class Secrets {

    private static final SecureRandom CHANCE = new SecureRandom();
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();
    private static final int BYTES = 32;

    private Secrets() {}

    /** 43 letters of 256 bits of chance. */
    static String fresh() {
        var bytes = new byte[BYTES];
        CHANCE.nextBytes(bytes);
        return TEXT.encodeToString(bytes);
    }

    /** SHA-256 as base64url: what a store may hold, and the code challenge of RFC 7636. */
    static String digest(String text) {
        return TEXT.encodeToString(Sha256.of(text));
    }

    /** Takes as long for every wrong one. */
    static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
