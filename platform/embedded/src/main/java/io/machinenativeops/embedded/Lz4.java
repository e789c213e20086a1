package io.machinenativeops.embedded;

import java.io.IOException;

/** The LZ4 block format, as far as a loopback connection needs it: reads every block, writes stored ones. */
final class Lz4 {

    private static final int LONG_RUN = 15;
    private static final int LEAST_MATCH = 4;

    private Lz4() {}

    /** An upper bound for the size of {@link #store}'s result. */
    static int storedBound(int length) {
        return length + length / 255 + 16;
    }

    /** Writes one sequence that is all literals, which is valid LZ4 and costs no time; returns the end of the block. */
    static int store(byte[] from, int length, byte[] to, int at) {
        int next = at;
        to[next++] = (byte) (Math.min(length, LONG_RUN) << 4);
        if (length >= LONG_RUN) {
            int rest = length - LONG_RUN;
            for (; rest >= 255; rest -= 255) {
                to[next++] = (byte) 255;
            }
            to[next++] = (byte) rest;
        }
        System.arraycopy(from, 0, to, next, length);
        return next + length;
    }

    /** Fills {@code to} from the block; throws when the block is not one of exactly that size. */
    static void decompress(byte[] block, int from, int end, byte[] to) throws IOException {
        try {
            int at = from;
            int out = 0;
            while (at < end) {
                int token = block[at++] & 0xff;
                int literals = token >> 4;
                for (int more = 255; literals >= LONG_RUN && more == 255; literals += more) {
                    more = block[at++] & 0xff;
                }
                System.arraycopy(block, at, to, out, literals);
                at += literals;
                out += literals;
                if (at >= end) {
                    break;
                }
                int distance = (block[at++] & 0xff) | (block[at++] & 0xff) << 8;
                int match = token & 0xf;
                for (int more = 255; match >= LONG_RUN && more == 255; match += more) {
                    more = block[at++] & 0xff;
                }
                out = repeat(to, out, distance, match + LEAST_MATCH);
            }
            if (out != to.length) {
                throw new IOException("An LZ4 block gave " + out + " bytes, its header says " + to.length);
            }
        } catch (IndexOutOfBoundsException e) {
            throw new IOException("An LZ4 block points outside itself", e);
        }
    }

    private static int repeat(byte[] bytes, int at, int distance, int length) {
        int out = at;
        if (distance == 0) {
            throw new IndexOutOfBoundsException("distance 0");
        }
        for (int i = 0; i < length; i++, out++) {
            bytes[out] = bytes[out - distance];
        }
        return out;
    }
}
