package io.machinenativeops.tokentracking.event;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Reads and writes instants. The form that nearly every sender uses, UTC in whole seconds or milliseconds, is read and written digit by digit:
 * the formatter of all forms took a tenth of the time of an event.
 */
public final class InstantText {

    private static final int SECONDS = "2026-11-22T10:00:00Z".length();
    private static final int MILLIS = "2026-11-22T10:00:00.250Z".length();
    private static final String SHAPE = "0000-00-00T00:00:00";
    private static final long SECONDS_A_DAY = 86_400;
    private static final int NANOS_A_MILLI = 1_000_000;
    /** Years of four digits. */
    private static final long FIRST_DAY = LocalDate.of(0, 1, 1).toEpochDay();

    private static final long LAST_DAY = LocalDate.of(9999, 12, 31).toEpochDay();
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

    /** As {@link Instant#toString}. */
    public static String of(Instant instant) {
        int nanos = instant.getNano();
        long day = Math.floorDiv(instant.getEpochSecond(), SECONDS_A_DAY);
        if (nanos % NANOS_A_MILLI != 0 || day < FIRST_DAY || day > LAST_DAY) {
            return instant.toString();
        }
        var date = LocalDate.ofEpochDay(day);
        int second = (int) Math.floorMod(instant.getEpochSecond(), SECONDS_A_DAY);
        var text = new byte[nanos == 0 ? SECONDS : MILLIS];
        digits(text, 0, 4, date.getYear());
        text[4] = '-';
        digits(text, 5, 7, date.getMonthValue());
        text[7] = '-';
        digits(text, 8, 10, date.getDayOfMonth());
        text[10] = 'T';
        digits(text, 11, 13, second / 3_600);
        text[13] = ':';
        digits(text, 14, 16, second / 60 % 60);
        text[16] = ':';
        digits(text, 17, 19, second % 60);
        if (nanos != 0) {
            text[19] = '.';
            digits(text, 20, 23, nanos / NANOS_A_MILLI);
        }
        text[text.length - 1] = 'Z';
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private static void digits(byte[] text, int from, int to, int number) {
        int rest = number;
        for (int at = to - 1; at >= from; at--) {
            text[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
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
        return Instant.ofEpochSecond(day * SECONDS_A_DAY + seconds, millis * NANOS_A_MILLI);
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
