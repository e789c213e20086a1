package io.machinenativeops.local;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;

/** Time-ordered ids, RFC 9562 section 5.7. */
final class Uuid7 {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private Uuid7() {}

    static UUID at(Instant time) {
        long head = (time.toEpochMilli() << 16) | VERSION_7 | (RANDOM.nextLong() & 0x0fffL);
        long tail = VARIANT | (RANDOM.nextLong() >>> 2);
        return new UUID(head, tail);
    }
}
