package io.machinenativeops.teamrbac.permission;

import java.util.Arrays;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/** Reads {@code <kind>:<uuid>}. {@link UUID#fromString} alone takes {@code 1-1-1-1-1} too: two texts for one id. */
final class Identifier {

    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private Identifier() {}

    static <K extends Enum<K>, T> T read(String text, K[] kinds, BiFunction<K, UUID, T> made) {
        int colon = text.indexOf(':');
        if (colon > 0) {
            var id = text.substring(colon + 1);
            for (var kind : kinds) {
                if (text.startsWith(kind.toString())
                        && kind.toString().length() == colon
                        && ID.matcher(id).matches()) {
                    return made.apply(kind, UUID.fromString(id));
                }
            }
        }
        throw new IllegalArgumentException("'" + text + "' is not understood: expected <kind>:<uuid> with a kind of "
                + Arrays.toString(kinds) + " and the UUID in lower case");
    }
}
