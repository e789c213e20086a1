package io.machinenativeops.tokentracking.ingest.reading;

/** Which characters a dimension may have: those that every store, export and page can show. */
public final class Characters {

    private Characters() {}

    /** Whether the text has neither control characters nor halves of surrogate pairs. */
    public static boolean areWritable(String text) {
        for (int at = 0; at < text.length(); at++) {
            var c = text.charAt(at);
            if (Character.isHighSurrogate(c)
                    && at + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(at + 1))) {
                at++;
            } else if (Character.isSurrogate(c) || Character.isISOControl(c)) {
                return false;
            }
        }
        return true;
    }

    /** The text with everything that is not writable replaced by {@code ?}. */
    public static String writable(String text) {
        if (areWritable(text)) {
            return text;
        }
        var clean = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? '?' : c)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }
}
