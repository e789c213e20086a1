package io.machinenativeops.teamrbac.key;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * An API key: {@code mno_live_<keyId>_<secret><checksum>}. All three parts are written with the 62 letters and digits, so a
 * double click takes the whole key; the checksum (CRC-32 of everything before it) lets a mistyped or invented key be refused
 * without a look at any store.
 *
 * @param keyId names the key; no secret
 * @param secret about 190 bits of chance
 */
public record ApiKey(String keyId, String secret) {

    public static final String PREFIX = "mno_live_";

    private static final int KEY_ID = 16;
    private static final int SECRET = 32;
    private static final int CHECKSUM = 6;
    private static final String LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final Pattern SHAPE = Pattern.compile(
            PREFIX + "([0-9A-Za-z]{" + KEY_ID + "})_([0-9A-Za-z]{" + SECRET + "})([0-9A-Za-z]{" + CHECKSUM + "})");
    private static final Pattern LETTERS_ONLY = Pattern.compile("[0-9A-Za-z]+");

    public ApiKey {
        require("key id", keyId.length(), KEY_ID, keyId);
        require("secret", secret.length(), SECRET, secret);
    }

    private static void require(String what, int length, int expected, String text) {
        if (length != expected || !LETTERS_ONLY.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "the " + what + " has " + length + " characters: expected " + expected + " of 0-9, A-Z and a-z");
        }
    }

    /** A new key. */
    public static ApiKey generate(SecureRandom chance) {
        return new ApiKey(letters(chance, KEY_ID), letters(chance, SECRET));
    }

    /** The same key with a new secret. */
    public ApiKey rotated(SecureRandom chance) {
        return withNewSecret(keyId, chance);
    }

    /** A new secret for a key of which only the public part is known. */
    static ApiKey withNewSecret(String keyId, SecureRandom chance) {
        return new ApiKey(keyId, letters(chance, SECRET));
    }

    /**
     * Reads a key exactly as it was handed out: nothing is trimmed or normalised.
     *
     * @throws InvalidApiKeyException if it is none; the message never holds what was sent
     */
    public static ApiKey parse(String text) {
        if (!text.startsWith(PREFIX)) {
            throw new InvalidApiKeyException("It does not begin with " + PREFIX + ".");
        }
        var parts = SHAPE.matcher(text);
        if (!parts.matches()) {
            throw new InvalidApiKeyException("Behind " + PREFIX + " there are " + (text.length() - PREFIX.length())
                    + " characters: expected " + KEY_ID + ", an underscore and " + (SECRET + CHECKSUM)
                    + ", of 0-9, A-Z and a-z.");
        }
        if (!parts.group(3).equals(checksum(text.substring(0, text.length() - CHECKSUM)))) {
            throw new InvalidApiKeyException("Its checksum is wrong: it was mistyped, cut or made up.");
        }
        return new ApiKey(parts.group(1), parts.group(2));
    }

    /** The whole key, to be shown once. */
    public String text() {
        var body = PREFIX + keyId + "_" + secret;
        return body + checksum(body);
    }

    /** What may be shown and logged of it. */
    public String prefix() {
        return PREFIX + keyId;
    }

    /** Without the secret: a key in a log message is no leak. */
    @Override
    public String toString() {
        return prefix() + "_…";
    }

    private static String letters(SecureRandom chance, int count) {
        var text = new StringBuilder(count);
        for (int each = 0; each < count; each++) {
            text.append(LETTERS.charAt(chance.nextInt(LETTERS.length())));
        }
        return text.toString();
    }

    private static String checksum(String body) {
        var crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        long rest = crc.getValue();
        var text = new char[CHECKSUM];
        for (int position = CHECKSUM - 1; position >= 0; position--) {
            text[position] = LETTERS.charAt((int) (rest % LETTERS.length()));
            rest /= LETTERS.length();
        }
        return new String(text);
    }
}
