package io.machinenativeops.e2e;

import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;

/** How long replies took, to the millisecond and at most a minute. */
final class ReplyTimes {

    private static final int BUCKETS = 60_001;

    private final AtomicIntegerArray millis = new AtomicIntegerArray(BUCKETS);

    static ReplyTimes of(Collection<ReplyTimes> several) {
        var all = new ReplyTimes();
        several.forEach(times ->
                IntStream.range(0, BUCKETS).forEach(bucket -> all.millis.addAndGet(bucket, times.millis.get(bucket))));
        return all;
    }

    void add(long nanos) {
        millis.incrementAndGet((int) Math.min(BUCKETS - 1, TimeUnit.NANOSECONDS.toMillis(nanos)));
    }

    long count() {
        return IntStream.range(0, BUCKETS).mapToLong(millis::get).sum();
    }

    /** Milliseconds within which this share of them came. */
    int within(double share) {
        var wanted = (long) Math.ceil(share * count());
        var seen = 0L;
        for (var bucket = 0; bucket < BUCKETS; bucket++) {
            seen += millis.get(bucket);
            if (seen >= wanted) {
                return bucket;
            }
        }
        return BUCKETS;
    }

    @Override
    public String toString() {
        return "%,d within %,d ms (median), %,d ms (99 %%), %,d ms"
                .formatted(count(), within(0.5), within(0.99), within(1));
    }
}
