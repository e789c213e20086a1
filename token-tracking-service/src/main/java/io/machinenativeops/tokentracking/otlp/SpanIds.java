package io.machinenativeops.tokentracking.otlp;

import java.util.Locale;

/** Ids of traces and spans as hexadecimal text. */
public final class SpanIds {

    /** Digits of a trace id. */
    public static final int TRACE = 32;
    /** Digits of a span id. */
    public static final int SPAN = 16;

    private SpanIds() {}

    /** The id in lower case; an id of zeros counts as not sent, which is empty. */
    public static String check(String name, String id, int digits) {
        if (id.isEmpty()) {
            return id;
        }
        if (id.length() != digits || !id.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
            throw new UnreadableExportException(name + " is '" + shown(id) + "': expected " + digits
                    + " hexadecimal digits (" + digits / 2 + " bytes)");
        }
        return id.chars().allMatch(c -> c == '0') ? "" : id.toLowerCase(Locale.ROOT);
    }

    private static String shown(String id) {
        return id.length() <= 2 * TRACE ? id : id.substring(0, 2 * TRACE) + "…";
    }
}
