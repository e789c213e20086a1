package io.machinenativeops.embedded;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * CityHash128 in its version 1.0.2, with which ClickHouse checks every block of its native compression. Later versions of
 * CityHash give other values.
 */
final class CityHash {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long K0 = 0xc3a5c85c97cb3127L;
    private static final long K1 = 0xb492b66fbe98f273L;
    private static final long K2 = 0x9ae16a3b2f90404fL;
    private static final long K3 = 0xc949d7c7509e6557L;
    private static final long MULTIPLIER = 0x9ddfea08eb382d69L;

    private CityHash() {}

    /** A 128-bit hash, or any other pair of words that the algorithm carries along. */
    record Pair(long low, long high) {}

    static Pair hash128(byte[] bytes, int from, int length) {
        if (length >= 16) {
            Pair seed = new Pair(word(bytes, from) ^ K3, word(bytes, from + 8));
            return seeded(bytes, from + 16, length - 16, seed);
        }
        if (length >= 8) {
            Pair seed = new Pair(word(bytes, from) ^ (length * K0), word(bytes, from + length - 8) ^ K1);
            return seeded(bytes, from, 0, seed);
        }
        return seeded(bytes, from, length, new Pair(K0, K1));
    }

    private static Pair seeded(byte[] bytes, int from, int length, Pair seed) {
        if (length < 128) {
            return murmur(bytes, from, length, seed);
        }
        long x = seed.low;
        long y = seed.high;
        long z = length * K1;
        long first = Long.rotateRight(y ^ K1, 49) * K1 + word(bytes, from);
        Pair v = new Pair(first, Long.rotateRight(first, 42) * K1 + word(bytes, from + 8));
        Pair w = new Pair(Long.rotateRight(y + z, 35) * K1 + x, Long.rotateRight(x + word(bytes, from + 88), 53) * K1);
        int at = from;
        int left = length;
        do {
            for (int half = 0; half < 2; half++) {
                x = Long.rotateRight(x + y + v.low + word(bytes, at + 16), 37) * K1;
                y = Long.rotateRight(y + v.high + word(bytes, at + 48), 42) * K1;
                x ^= w.high;
                y ^= v.low;
                z = Long.rotateRight(z ^ w.low, 33);
                v = weak(bytes, at, v.high * K1, x + w.low);
                w = weak(bytes, at + 32, z + w.high, y);
                long swap = z;
                z = x;
                x = swap;
                at += 64;
            }
            left -= 128;
        } while (left >= 128);
        y += Long.rotateRight(w.low, 37) * K0 + z;
        x += Long.rotateRight(v.low + z, 49) * K0;
        int end = at + left;
        for (int done = 32; done - 32 < left; done += 32) {
            y = Long.rotateRight(y - x, 42) * K0 + v.high;
            long sum = w.low + word(bytes, end - done + 16);
            x = Long.rotateRight(x, 49) * K0 + sum;
            w = new Pair(sum + v.low, w.high);
            v = weak(bytes, end - done, v.low, v.high);
        }
        x = mix(x, v.low);
        y = mix(y, w.low);
        return new Pair(mix(x + v.high, w.high) + y, mix(x + w.high, y + v.high));
    }

    private static Pair murmur(byte[] bytes, int from, int length, Pair seed) {
        long a = seed.low;
        long b = seed.high;
        long c;
        long d;
        if (length <= 16) {
            a = shiftMix(a * K1) * K1;
            c = b * K1 + upTo16(bytes, from, length);
            d = shiftMix(a + (length >= 8 ? word(bytes, from) : c));
        } else {
            c = mix(word(bytes, from + length - 8) + K1, a);
            d = mix(b + length, c + word(bytes, from + length - 16));
            a += d;
            for (int at = from, left = length - 16; left > 0; at += 16, left -= 16) {
                a = (a ^ shiftMix(word(bytes, at) * K1) * K1) * K1;
                b ^= a;
                c = (c ^ shiftMix(word(bytes, at + 8) * K1) * K1) * K1;
                d ^= c;
            }
        }
        a = mix(a, c);
        b = mix(d, b);
        return new Pair(a ^ b, mix(b, a));
    }

    private static long upTo16(byte[] bytes, int from, int length) {
        if (length > 8) {
            long a = word(bytes, from);
            long b = word(bytes, from + length - 8);
            return mix(a, Long.rotateRight(b + length, length)) ^ b;
        }
        if (length >= 4) {
            return mix(length + (half(bytes, from) << 3), half(bytes, from + length - 4));
        }
        if (length > 0) {
            int first = bytes[from] & 0xff;
            int middle = bytes[from + (length >> 1)] & 0xff;
            int last = bytes[from + length - 1] & 0xff;
            return shiftMix((first + (middle << 8)) * K2 ^ (length + (last << 2)) * K3) * K2;
        }
        return K2;
    }

    private static Pair weak(byte[] bytes, int at, long seedA, long seedB) {
        long a = seedA + word(bytes, at);
        long z = word(bytes, at + 24);
        long b = Long.rotateRight(seedB + a + z, 21);
        long sum = a + word(bytes, at + 8) + word(bytes, at + 16);
        return new Pair(sum + z, b + Long.rotateRight(sum, 44) + a);
    }

    private static long mix(long u, long v) {
        long a = shiftMix((u ^ v) * MULTIPLIER);
        return shiftMix((v ^ a) * MULTIPLIER) * MULTIPLIER;
    }

    private static long shiftMix(long value) {
        return value ^ (value >>> 47);
    }

    private static long word(byte[] bytes, int at) {
        return (long) LONGS.get(bytes, at);
    }

    private static long half(byte[] bytes, int at) {
        return (int) INTS.get(bytes, at) & 0xffffffffL;
    }
}
