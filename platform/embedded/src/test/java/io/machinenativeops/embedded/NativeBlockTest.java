package io.machinenativeops.embedded;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

import com.clickhouse.data.ClickHouseCityHash;
import net.jpountz.lz4.LZ4Factory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@SuppressWarnings("deprecation") // The client has no newer public hash to compare with.
class NativeBlockTest {

    /** The bytes 1, 2 and 3 as client-v2 0.10.0 sends them. */
    private static final byte[] OF_CLIENT =
            HexFormat.of().parseHex("d9a2a5fb6cd40dad7f5693f08062f052" + "82" + "0d000000" + "03000000" + "30010203");

    private final Random random = new Random(7);

    @Test
    void readsABlockOfTheClient() throws IOException {
        assertThat(read(OF_CLIENT)).containsExactly(1, 2, 3);
        assertThat(new NativeBlockInput(new ByteArrayInputStream(OF_CLIENT)).read())
                .isEqualTo(1);
    }

    @Test
    void writesTheSameBlockAsTheClient() throws IOException {
        assertThat(written(new byte[] {1, 2, 3})).isEqualTo(OF_CLIENT);
    }

    @Test
    void hashesLikeTheClientAtEveryLength() {
        for (int length = 0; length < 700; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            long[] expected = ClickHouseCityHash.cityHash128(bytes, 0, length);
            assertThat(CityHash.hash128(bytes, 0, length))
                    .as("length %d", length)
                    .isEqualTo(new CityHash.Pair(expected[0], expected[1]));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 14, 15, 16, 269, 270, 271, 65_535, 65_536, 65_537, 200_000})
    void readsBackWhatItWrote(int length) throws IOException {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        assertThat(read(written(bytes))).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "abcabcabcabcabcabcabcabcabcabcabcabcabc", "The quick brown fox. The quick brown fox!"})
    void readsWhatARealCompressorWrote(String word) throws IOException {
        byte[] plain = word.repeat(1000).getBytes(StandardCharsets.UTF_8);
        byte[] block = LZ4Factory.safeInstance().highCompressor().compress(plain);
        byte[] target = new byte[plain.length];
        Lz4.decompress(block, 0, block.length, target);
        assertThat(target).isEqualTo(plain);
        assertThat(read(framed((byte) 0x82, block, plain.length))).isEqualTo(plain);
    }

    @Test
    void readsStoredBlocks() throws IOException {
        assertThat(read(framed((byte) 0x02, new byte[] {4, 5}, 2))).containsExactly(4, 5);
    }

    @Test
    void refusesBrokenBlocks() {
        byte[] changed = OF_CLIENT.clone();
        changed[changed.length - 1]++;
        assertThatThrownBy(() -> read(changed)).isInstanceOf(IOException.class).hasMessageContaining("checksum");
        for (int length = 1; length < OF_CLIENT.length; length++) {
            byte[] cut = Arrays.copyOf(OF_CLIENT, length);
            assertThatThrownBy(() -> read(cut)).isInstanceOf(EOFException.class);
        }
        assertThatThrownBy(() -> read(framed((byte) 0x90, new byte[] {1}, 1))).hasMessageContaining("0x90");
        assertThatThrownBy(() -> read(framed((byte) 0x82, new byte[] {0x10, 1}, -1)))
                .hasMessageContaining("size is -1");
        assertThatThrownBy(() -> read(framed((byte) 0x82, new byte[] {0x10, 1}, 5)))
                .hasMessageContaining("header says 5");
        assertThatThrownBy(() -> read(framed((byte) 0x82, new byte[] {0x10, 1, 9, 0}, 50)))
                .hasMessageContaining("outside");
        assertThatThrownBy(() -> read(framed((byte) 0x82, new byte[] {0x10, 1, 0, 0}, 50)))
                .hasMessageContaining("outside");
    }

    private static byte[] framed(byte method, byte[] content, int plainLength) {
        ByteBuffer block = ByteBuffer.allocate(25 + content.length).order(ByteOrder.LITTLE_ENDIAN);
        block.position(16);
        block.put(method).putInt(9 + content.length).putInt(plainLength).put(content);
        long[] hash = ClickHouseCityHash.cityHash128(block.array(), 16, 9 + content.length);
        return block.putLong(0, hash[0]).putLong(8, hash[1]).array();
    }

    private static byte[] written(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (NativeBlockOutput blocks = new NativeBlockOutput(out)) {
            if (plain.length > 0) {
                blocks.write(plain[0]);
                blocks.write(plain, 1, plain.length - 1);
            }
        }
        return out.toByteArray();
    }

    private static byte[] read(byte[] blocks) throws IOException {
        try (NativeBlockInput in = new NativeBlockInput(new ByteArrayInputStream(blocks))) {
            return in.readAllBytes();
        }
    }
}
