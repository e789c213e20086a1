package io.machinenativeops.gateway.credential;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

import org.jspecify.annotations.Nullable;

/**
 * An API key that was not mistyped: {@code mno_live_<keyId>_<secret><checksum>}, of 16, 32 and 6 letters and digits. Whether
 * anybody issued it only team-rbac knows. The format is a contract: {@code docs/contracts/api-keys.json}.
 *
 * @param text the whole key
 */
public record ApiKey(String text) implements Credential {

    /** What every key begins with; nothing else does. */
    public static final String PREFIX = "mno_live_";

    private static final String LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final Pattern SHAPE = Pattern.compile(PREFIX + "[0-9A-Za-z]{16}_[0-9A-Za-z]{38}");
    private static final int KEY_ID = 16;
    private static final int CHECKSUM = 6;

    public ApiKey {
        var fault = fault(text);
        if (fault != null) {
            throw new IllegalArgumentException(fault);
        }
    }

    /** What is wrong with a text that should be a key; null when nothing is. It never holds what was sent. */
    static @Nullable String fault(String text) {
        if (!SHAPE.matcher(text).matches()) {
            return "An API key is " + PREFIX + ", 16 letters or digits, an underscore and 38 more; "
                    + "what was sent has %d characters and is none.".formatted(text.length());
        }
        var body = text.length() - CHECKSUM;
        return text.substring(body).equals(checksum(text.substring(0, body)))
                ? null
                : "The checksum of the API key is wrong: it was mistyped, cut or made up.";
    }

    /** Names the key; no secret. */
    public String keyId() {
        return text.substring(PREFIX.length(), PREFIX.length() + KEY_ID);
    }

    /** Without the secret: a key in a log message is a leak. */
    @Override
    public String toString() {
        return PREFIX + keyId() + "_…";
    }

    private static String checksum(String body) {
        var crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        var rest = crc.getValue();
        var text = new char[CHECKSUM];
        for (var place = CHECKSUM - 1; place >= 0; place--) {
            text[place] = LETTERS.charAt((int) (rest % LETTERS.length()));
            rest /= LETTERS.length();
        }
        return new String(text);
    }
}
