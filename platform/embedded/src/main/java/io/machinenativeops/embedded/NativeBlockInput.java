package io.machinenativeops.embedded;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads ClickHouse's native compression, which {@code decompress=1} announces: LZ4 and stored blocks. */
final class NativeBlockInput extends InputStream {

    private static final byte STORED = 0x02;
    private static final int LONGEST_BLOCK = 64 << 20;

    private final InputStream in;
    private byte[] block = {};
    private int at;

    NativeBlockInput(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        return hasMore() ? block[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!hasMore()) {
            return -1;
        }
        int part = Math.min(length, block.length - at);
        System.arraycopy(block, at, bytes, from, part);
        at += part;
        return part;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private boolean hasMore() throws IOException {
        while (at == block.length) {
            byte[] checksum = in.readNBytes(NativeBlockOutput.CHECKSUM);
            if (checksum.length == 0) {
                return false;
            }
            block = readBlock(checksum);
            at = 0;
        }
        return true;
    }

    private byte[] readBlock(byte[] checksum) throws IOException {
        byte[] header = require(in.readNBytes(NativeBlockOutput.HEADER), NativeBlockOutput.HEADER);
        ByteBuffer sizes = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
        int compressed = length("compressed", sizes.getInt(1) - NativeBlockOutput.HEADER);
        int plain = length("uncompressed", sizes.getInt(5));
        byte[] all = new byte[NativeBlockOutput.HEADER + compressed];
        System.arraycopy(header, 0, all, 0, header.length);
        int read = in.readNBytes(all, header.length, compressed);
        if (read < compressed) {
            throw new EOFException("A compressed block ends after " + read + " of " + compressed + " bytes");
        }
        verify(checksum, all);
        byte[] content = new byte[plain];
        switch (header[0]) {
            case NativeBlockOutput.LZ4 -> Lz4.decompress(all, header.length, all.length, content);
            case STORED -> System.arraycopy(all, header.length, content, 0, Math.min(plain, compressed));
            default ->
                throw new IOException(
                        "Compression method 0x%02x, expected LZ4 (0x82) or none (0x02)".formatted(header[0] & 0xff));
        }
        return content;
    }

    private static void verify(byte[] checksum, byte[] content) throws IOException {
        ByteBuffer expected =
                ByteBuffer.wrap(require(checksum, NativeBlockOutput.CHECKSUM)).order(ByteOrder.LITTLE_ENDIAN);
        CityHash.Pair hash = CityHash.hash128(content, 0, content.length);
        if (expected.getLong(0) != hash.low() || expected.getLong(8) != hash.high()) {
            throw new IOException("A compressed block does not match its checksum");
        }
    }

    private static int length(String what, int length) throws IOException {
        if (length < 0 || length > LONGEST_BLOCK) {
            throw new IOException("A block's " + what + " size is " + length + ", expected 0 to " + LONGEST_BLOCK);
        }
        return length;
    }

    private static byte[] require(byte[] bytes, int length) throws IOException {
        if (bytes.length < length) {
            throw new EOFException("A compressed block ends within its header");
        }
        return bytes;
    }
}
