package io.machinenativeops.teamrbac.key;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The peppers by their ids. New hashes are made with the first; the others are kept for what was made with them, until the last
 * such key is rotated or gone.
 */
final class Peppers {

    private static final String ONLY = "1";

    private final String current;
    private final Map<String, Pepper> byId = new LinkedHashMap<>();

    private Peppers(Map<String, byte[]> peppers) {
        peppers.forEach((id, bytes) -> byId.put(id, new Pepper(bytes)));
        current = byId.keySet().iterator().next();
    }

    /**
     * Reads {@code <id>:<base64>}, several divided by commas, the current one first. A text without an id is the pepper
     * {@code 1}.
     *
     * @throws IllegalArgumentException saying what is wrong, without the pepper itself
     */
    static Peppers read(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("MNO_PEPPER is not set: expected at least 32 bytes in base 64");
        }
        var peppers = new LinkedHashMap<String, byte[]>();
        for (var each : text.split(",", -1)) {
            int colon = each.indexOf(':');
            var id = colon < 0 ? ONLY : each.substring(0, colon).strip();
            if (!id.matches("[0-9A-Za-z._-]{1,32}")) {
                throw new IllegalArgumentException(
                        "MNO_PEPPER has the id '" + id + "': expected 1 to 32 of 0-9, A-Z, a-z, '.', '_' and '-'");
            }
            if (peppers.put(id, bytes(id, each.substring(colon + 1).strip())) != null) {
                throw new IllegalArgumentException("MNO_PEPPER has the id '" + id + "' twice");
            }
        }
        return new Peppers(peppers);
    }

    private static byte[] bytes(String id, String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException unreadable) {
            throw new IllegalArgumentException("the pepper '" + id + "' of MNO_PEPPER is not base 64", unreadable);
        }
    }

    /** A hash to store, with the current pepper. */
    SecretHash hash(ApiKey key) {
        return new SecretHash(current, pepper(current).digest(key));
    }

    /** Whether the hash is of this key; false also where its pepper is gone. Takes the same time for every wrong key. */
    boolean matches(ApiKey key, SecretHash stored) {
        var pepper = byId.get(stored.pepperId());
        return pepper != null && pepper.matches(key, stored.bytes());
    }

    private Pepper pepper(String id) {
        return Objects.requireNonNull(byId.get(id), id);
    }
}
