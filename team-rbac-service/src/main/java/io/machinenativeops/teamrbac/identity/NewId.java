package io.machinenativeops.teamrbac.identity;

import java.security.SecureRandom;
import java.util.UUID;

/** Ids of new things: UUID version 7 (RFC 9562, section 5.7), which grow with time. */
public final class NewId {

    private static final SecureRandom RANDOM = new SecureRandom();

    private NewId() {}

    public static UUID next() {
        long time = System.currentTimeMillis() << 16;
        long version = 0x7000L | (RANDOM.nextInt() & 0x0fffL);
        long variant = 0x8000000000000000L | (RANDOM.nextLong() >>> 2);
        return new UUID(time | version, variant);
    }
}
