package io.machinenativeops.tokentracking.storage;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Writes RowBinary, compared with bytes written by hand. */
class RowBufferTest {

    @Test
    void writesTextWithItsLengthInBytes() {
        assertThat(written(buffer -> buffer.text("aü"))).isEqualTo("0361c3bc");
        assertThat(written(buffer -> buffer.text(null))).isEqualTo("00");
        assertThat(written(buffer -> buffer.count(300))).isEqualTo("ac02");
    }

    @Test
    void writesNumbersLittleEndian() {
        assertThat(written(buffer -> buffer.int32(258))).isEqualTo("02010000");
        assertThat(written(buffer -> buffer.int64(-2))).isEqualTo("feffffffffffffff");
        assertThat(written(buffer -> buffer.int8(-1))).isEqualTo("ff");
    }

    @Test
    void writesDecimalsAsScaledNumbers() {
        assertThat(written(buffer -> buffer.decimal(new BigDecimal("0.000000000258"), 12)))
                .isEqualTo("0201" + "00".repeat(14));
        assertThat(written(buffer -> buffer.decimal(new BigDecimal("-0.000000000001"), 12)))
                .isEqualTo("ff".repeat(16));
        assertThat(written(buffer -> buffer.nullable(null, 12))).isEqualTo("01");
    }

    @Test
    void refusesDecimalsThatDoNotFit() {
        assertThatThrownBy(() -> written(buffer -> buffer.decimal(new BigDecimal("1e26"), 12)))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("38");
        assertThatThrownBy(() -> written(buffer -> buffer.decimal(new BigDecimal("1e-13"), 12)))
                .isInstanceOf(ArithmeticException.class);
        assertThat(written(buffer -> buffer.decimal(new BigDecimal("99999999999999999999999999"), 12)))
                .hasSize(32);
    }

    @Test
    void holdsDurationsToTheirColumn() {
        assertThat(written(buffer -> buffer.nullable(5_000_000_000L))).isEqualTo("00ffffffff");
        assertThat(written(buffer -> buffer.nullable(null))).isEqualTo("01");
    }

    private static String written(Consumer<RowBuffer> write) {
        var buffer = new RowBuffer(1);
        write.accept(buffer);
        return HexFormat.of().formatHex(Arrays.copyOf(buffer.bytes(), buffer.length()));
    }
}
