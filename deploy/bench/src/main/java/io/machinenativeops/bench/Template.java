package io.machinenativeops.bench;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A body that is made once and filled anew for each request, so that making it costs the generator next to nothing. Places to
 * fill are marked in the text or bytes: {@code ~x} 16 hexadecimal digits, {@code ~n} 8 bytes, {@code ~t} a time in 24
 * characters, {@code ~s} and {@code ~e} a start and an end as 8 bytes of nanoseconds, little-endian.
 */
final class Template {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final String KINDS = "xntse";
    private static final int MARK = 8;
    private static final int EVENT_DIGITS = 5;
    private static final long MILLISECOND = 1_000_000;
    private static final long GOLDEN = 0x9e37_79b9_7f4a_7c15L;

    private final byte[] content;
    private final List<Slot> slots;

    private Template(byte[] content, List<Slot> slots) {
        this.content = content;
        this.slots = List.copyOf(slots);
    }

    private record Slot(int offset, char kind, int event, int salt) {}

    /** The mark of 16 hexadecimal digits that differ by event, by salt (0 to 9) and by run. */
    static String hex(int event, int salt) {
        return mark('x', event, salt) + "~".repeat(8);
    }

    static String eightBytes(int event, int salt) {
        return mark('n', event, salt);
    }

    static String time(int event) {
        return mark('t', event, 0) + "~".repeat(16);
    }

    /** The mark of a fixed 64-bit number of nanoseconds, as the number that has these bytes. */
    static long start(int event) {
        return littleEndian(mark('s', event, 0));
    }

    static long end(int event) {
        return littleEndian(mark('e', event, 0));
    }

    private static String mark(char kind, int event, int salt) {
        return "~%c%05d%d".formatted(kind, event, salt);
    }

    private static long littleEndian(String mark) {
        long number = 0;
        for (int at = Long.BYTES - 1; at >= 0; at--) {
            number = number << Byte.SIZE | mark.charAt(at);
        }
        return number;
    }

    /** Finds the marks in a body; a tilde that begins none stays as it is. */
    static Template of(byte[] body) {
        var slots = new ArrayList<Slot>();
        for (int at = 0; at < body.length; at++) {
            if (isMark(body, at)) {
                var kind = (char) body[at + 1];
                var event = new String(body, at + 2, EVENT_DIGITS, StandardCharsets.US_ASCII);
                slots.add(new Slot(at, kind, Integer.parseInt(event), body[at + 2 + EVENT_DIGITS] - '0'));
                at += width(kind) - 1;
            }
        }
        return new Template(body.clone(), slots);
    }

    private static boolean isMark(byte[] body, int at) {
        if (body[at] != '~' || at + MARK > body.length || KINDS.indexOf(body[at + 1]) < 0) {
            return false;
        }
        for (int digit = at + 2; digit < at + MARK; digit++) {
            if (body[digit] < '0' || body[digit] > '9') {
                return false;
            }
        }
        return true;
    }

    private static int width(char kind) {
        return switch (kind) {
            case 'x' -> 16;
            case 't' -> 24;
            default -> MARK;
        };
    }

    /**
     * A body of its own.
     *
     * @param first number of its first event; no two events of a run may have the same
     * @param run tells runs apart
     */
    byte[] fill(long first, long run, Instant now) {
        var body = content.clone();
        var text = TIME.format(now).getBytes(StandardCharsets.US_ASCII);
        var nanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
        for (var slot : slots) {
            var number = scrambled(first + slot.event, run + slot.salt);
            switch (slot.kind) {
                case 'x' -> putHex(body, slot.offset, number);
                case 'n' -> putBytes(body, slot.offset, number);
                case 't' -> System.arraycopy(text, 0, body, slot.offset, text.length);
                case 's' -> putBytes(body, slot.offset, nanos - 3_000 * MILLISECOND);
                default ->
                    putBytes(
                            body,
                            slot.offset,
                            nanos - (scrambled(first + slot.event, run) >>> 1) % (2_500 * MILLISECOND));
            }
        }
        return body;
    }

    /** Spreads numbers over all 64 bits, each to another: ids that compress no better than those of a tracer. */
    private static long scrambled(long number, long salt) {
        long mixed = number * GOLDEN ^ salt * 0xbf58_476d_1ce4_e5b9L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d0_49bb_1331_11ebL;
        return mixed ^ (mixed >>> 31);
    }

    private static void putHex(byte[] body, int offset, long number) {
        for (int digit = 0; digit < 16; digit++) {
            body[offset + digit] = HEX[(int) (number >>> (60 - 4 * digit)) & 0xf];
        }
    }

    private static void putBytes(byte[] body, int offset, long number) {
        for (int at = 0; at < Long.BYTES; at++) {
            body[offset + at] = (byte) (number >>> (Byte.SIZE * at));
        }
    }
}
