package io.machinenativeops.tokentracking.event;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;

/** Makes UUIDs of version 7 (RFC 9562): 48 bits of Unix milliseconds, then chance. */
public final class TimeOrderedId {

    private static final SecureRandom CHANCE = new SecureRandom();

    private TimeOrderedId() {}

    /** A new id of this moment. */
    public static String at(Instant time) {
        long high = (time.toEpochMilli() << 16) | 0x7000L | (CHANCE.nextLong() & 0x0fffL);
        long low = (CHANCE.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }
}
