package io.machinenativeops.bench;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * When each request is due. It is fixed before the first one is sent: a slow answer delays none of them, so that what would
 * have happened to the requests behind it is seen and not left out (coordinated omission).
 *
 * @param perSecond requests a second
 * @param warmup the first part, of which nothing is counted
 * @param duration the part that counts
 */
record Schedule(double perSecond, Duration warmup, Duration duration) {

    Schedule {
        if (!(perSecond > 0) || warmup.isNegative() || duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(
                    "%s requests a second for %s after %s: a positive rate and time are expected"
                            .formatted(perSecond, duration, warmup));
        }
    }

    /** Requests in all. */
    long arrivals() {
        return (long) Math.ceil(perSecond * (warmup.toNanos() + duration.toNanos()) / TimeUnit.SECONDS.toNanos(1));
    }

    /** Nanoseconds from the start to the arrival with this number, counted from 0. */
    long due(long arrival) {
        return (long) (arrival * (TimeUnit.SECONDS.toNanos(1) / perSecond));
    }

    /** How many were due so long after the start. */
    long dueBy(long nanos) {
        return Math.min(arrivals(), (long) Math.floor(nanos * perSecond / TimeUnit.SECONDS.toNanos(1)) + 1);
    }

    boolean counts(long arrival) {
        return due(arrival) >= warmup.toNanos();
    }
}
