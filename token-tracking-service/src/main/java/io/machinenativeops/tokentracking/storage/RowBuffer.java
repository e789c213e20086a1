package io.machinenativeops.tokentracking.storage;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/** A growing run of rows in ClickHouse's format RowBinary. */
final class RowBuffer {

    private static final int DECIMAL_BYTES = 16;
    /** Digits that {@code Decimal(38, 12)} has before the point. */
    private static final int DECIMAL_DIGITS = 38;

    private byte[] bytes;
    private int length;

    RowBuffer(int capacity) {
        bytes = new byte[capacity];
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    void text(@Nullable String value) {
        if (value == null) {
            count(0);
            return;
        }
        var utf8 = value.getBytes(StandardCharsets.UTF_8);
        count(utf8.length);
        ensure(utf8.length);
        System.arraycopy(utf8, 0, bytes, length, utf8.length);
        length += utf8.length;
    }

    /** The length of a string, list or map: a variable-length number. */
    void count(int value) {
        ensure(5);
        int rest = value;
        while (rest > 0x7f) {
            bytes[length++] = (byte) ((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    void int8(int value) {
        ensure(1);
        bytes[length++] = (byte) value;
    }

    void int32(long value) {
        littleEndian(value, Integer.BYTES);
    }

    void int64(long value) {
        littleEndian(value, Long.BYTES);
    }

    void millis(Instant instant) {
        int64(instant.toEpochMilli());
    }

    void nullable(@Nullable Long milliseconds) {
        int8(milliseconds == null ? 1 : 0);
        if (milliseconds != null) {
            int32(Math.min(milliseconds, 0xFFFF_FFFFL));
        }
    }

    void nullable(@Nullable BigDecimal value, int scale) {
        int8(value == null ? 1 : 0);
        if (value != null) {
            decimal(value, scale);
        }
    }

    /**
     * A {@code Decimal(38, scale)}.
     *
     * @throws ArithmeticException when the value has more digits than that on either side of the point
     */
    void decimal(BigDecimal value, int scale) {
        var scaled = value.setScale(scale, RoundingMode.UNNECESSARY);
        if (scaled.precision() > DECIMAL_DIGITS) {
            throw new ArithmeticException(
                    value.toPlainString() + " has more than the " + DECIMAL_DIGITS + " digits that are stored");
        }
        var bigEndian = scaled.unscaledValue().toByteArray();
        ensure(DECIMAL_BYTES);
        var sign = (byte) (scaled.signum() < 0 ? -1 : 0);
        Arrays.fill(bytes, length, length + DECIMAL_BYTES, sign);
        for (int i = 0; i < bigEndian.length; i++) {
            bytes[length + i] = bigEndian[bigEndian.length - 1 - i];
        }
        length += DECIMAL_BYTES;
    }

    private void littleEndian(long value, int size) {
        ensure(size);
        for (int i = 0; i < size; i++) {
            bytes[length++] = (byte) (value >>> (8 * i));
        }
    }

    private void ensure(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
        }
    }
}
