package io.machinenativeops.tokentracking.event;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Reads instants. The form that nearly every sender uses, UTC in whole seconds or milliseconds, is read digit by digit: the
 * formatter that reads all forms took a tenth of the time of an event.
 */
public final class InstantText {

    private static final int SECONDS = "2026-11-22T10:00:00Z".length();
    private static final int MILLIS = "2026-11-22T10:00:00.250Z".length();
    private static final String SHAPE = "0000-00-00T00:00:00";
    private static final long SECONDS_A_DAY = 86_400;
    private static final int NO_NUMBER = -1;

    private InstantText() {}

    /**
     * As {@link Instant#parse}.
     *
     * @throws DateTimeException when it is no instant
     */
    public static Instant parse(String text) {
        return isUsual(text) ? usual(text) : Instant.parse(text);
    }

    /** The one text of an instant, by which equal ones are told; what is no instant stays as it is. */
    public static String canonical(String text) {
        if (isUsual(text)) {
            return text.endsWith(".000Z") ? text.substring(0, SECONDS - 1) + "Z" : text;
        }
        try {
            return Instant.parse(text.strip()).toString();
        } catch (DateTimeException notAnInstant) {
            return text;
        }
    }

    private static boolean isUsual(String text) {
        if (text.length() != SECONDS && (text.length() != MILLIS || text.charAt(SECONDS - 1) != '.')) {
            return false;
        }
        if (text.charAt(text.length() - 1) != 'Z') {
            return false;
        }
        for (int at = 0; at < SHAPE.length(); at++) {
            var wanted = SHAPE.charAt(at);
            var found = text.charAt(at);
            if (wanted == '0' ? found < '0' || found > '9' : found != wanted) {
                return false;
            }
        }
        // The end of a day as hour 24 and leap seconds are left to the formatter.
        return number(text, 11, 13) < 24
                && number(text, 14, 16) < 60
                && number(text, 17, 19) < 60
                && (text.length() == SECONDS || number(text, 20, 23) != NO_NUMBER);
    }

    private static Instant usual(String text) {
        var day = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10))
                .toEpochDay();
        long seconds = number(text, 11, 13) * 3_600L + number(text, 14, 16) * 60L + number(text, 17, 19);
        long millis = text.length() == SECONDS ? 0 : number(text, 20, 23);
        return Instant.ofEpochSecond(day * SECONDS_A_DAY + seconds, millis * 1_000_000);
    }

    private static int number(String text, int from, int to) {
        int number = 0;
        for (int at = from; at < to; at++) {
            var digit = text.charAt(at) - '0';
            if (digit < 0 || digit > 9) {
                return NO_NUMBER;
            }
            number = 10 * number + digit;
        }
        return number;
    }
}
