package io.machinenativeops.bench;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.zip.CRC32;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * API keys in the form that team-rbac-service's README describes, and what is stored of each. A secret is made of the key's id under
 * the stack's pepper: the generator needs no list of them, and nobody else can guess one.
 */
final class Keys {

    static final String PEPPER_ID = "1";

    private static final String LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int SECRET = 32;
    private static final int CHECKSUM = 6;

    private final byte[] pepper;

    /** @param pepper as {@code MNO_PEPPER} has it, without an id */
    Keys(String pepper) {
        this.pepper = Base64.getDecoder().decode(pepper);
    }

    /** The whole key. */
    String text(String keyId) {
        var body = "mno_live_" + keyId + "_" + secret(keyId);
        var crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        long rest = crc.getValue();
        var checksum = new char[CHECKSUM];
        for (int at = CHECKSUM - 1; at >= 0; at--) {
            checksum[at] = LETTERS.charAt((int) (rest % LETTERS.length()));
            rest /= LETTERS.length();
        }
        return body + new String(checksum);
    }

    /** HMAC-SHA256 under the pepper of the SHA-256 of the secret, in hexadecimal. */
    String stored(String keyId) {
        try {
            var secret = secret(keyId).getBytes(StandardCharsets.US_ASCII);
            return HexFormat.of()
                    .formatHex(hmac(MessageDigest.getInstance("SHA-256").digest(secret)));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private String secret(String keyId) {
        return HexFormat.of()
                .formatHex(hmac(("bench " + keyId).getBytes(StandardCharsets.US_ASCII)))
                .substring(0, SECRET);
    }

    private byte[] hmac(byte[] text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(pepper, mac.getAlgorithm()));
            return mac.doFinal(text);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
