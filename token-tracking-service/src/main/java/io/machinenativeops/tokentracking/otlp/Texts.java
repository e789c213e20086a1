package io.machinenativeops.tokentracking.otlp;

import io.machinenativeops.tokentracking.ingest.reading.Characters;
import org.jspecify.annotations.Nullable;

/** Texts as they are kept: a dimension that is too long or not plain text is trimmed, for what it describes happened all the same. */
final class Texts {

    static final int LONG = 256;
    static final int SHORT = 128;

    private Texts() {}

    /** The text in writable characters, cut to a length; null when there is none. */
    static @Nullable String kept(@Nullable String text, int longest) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        var plain = Characters.writable(text);
        return plain.length() <= longest ? plain : Characters.writable(plain.substring(0, longest));
    }
}
