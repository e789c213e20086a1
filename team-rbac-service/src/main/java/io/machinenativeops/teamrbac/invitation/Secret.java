package io.machinenativeops.teamrbac.invitation;

import java.security.SecureRandom;
import java.util.Base64;

import io.machinenativeops.platform.digest.Sha256;

/** What proves that a mail was received: 256 random bits. */
record Secret(String text) {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 32;

    static Secret fresh() {
        byte[] bits = new byte[BYTES];
        RANDOM.nextBytes(bits);
        return new Secret(Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
    }

    /** What is stored of it. */
    byte[] hash() {
        return Sha256.of(text);
    }

    @Override
    public String toString() {
        return "a secret";
    }
}
