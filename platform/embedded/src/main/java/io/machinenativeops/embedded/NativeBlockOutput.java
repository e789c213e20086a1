package io.machinenativeops.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Wraps bytes in ClickHouse's native compression: checksum, method, sizes, LZ4 block. What {@code compress=1} asks for. */
final class NativeBlockOutput extends OutputStream {

    static final int CHECKSUM = 16;
    static final int HEADER = 9;
    static final byte LZ4 = (byte) 0x82;
    private static final int BLOCK = 64 * 1024;

    private final OutputStream out;
    private final byte[] pending = new byte[BLOCK];
    private final byte[] block = new byte[CHECKSUM + HEADER + Lz4.storedBound(BLOCK)];
    private int size;

    NativeBlockOutput(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        for (int done = 0; done < length; ) {
            int part = Math.min(length - done, BLOCK - size);
            System.arraycopy(bytes, from + done, pending, size, part);
            size += part;
            done += part;
            if (size == BLOCK) {
                writeBlock();
            }
        }
    }

    @Override
    public void flush() throws IOException {
        writeBlock();
        out.flush();
    }

    @Override
    public void close() throws IOException {
        flush();
        out.close();
    }

    private void writeBlock() throws IOException {
        if (size == 0) {
            return;
        }
        int end = Lz4.store(pending, size, block, CHECKSUM + HEADER);
        ByteBuffer header = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
        header.put(CHECKSUM, LZ4).putInt(CHECKSUM + 1, end - CHECKSUM).putInt(CHECKSUM + 5, size);
        CityHash.Pair hash = CityHash.hash128(block, CHECKSUM, end - CHECKSUM);
        header.putLong(0, hash.low()).putLong(8, hash.high());
        out.write(block, 0, end);
        size = 0;
    }
}
