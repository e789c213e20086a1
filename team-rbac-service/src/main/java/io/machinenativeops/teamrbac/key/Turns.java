package io.machinenativeops.teamrbac.key;

import java.time.Instant;
import java.time.InstantSource;

/** Lets so many through in each second, on this replica. */
final class Turns {

    private final int most;
    private final InstantSource time;
    private long second = Instant.MIN.getEpochSecond();
    private int taken;

    Turns(int most, InstantSource time) {
        this.most = most;
        this.time = time;
    }

    synchronized boolean take() {
        long now = time.instant().getEpochSecond();
        if (now != second) {
            second = now;
            taken = 0;
        }
        return ++taken <= most;
    }
}
