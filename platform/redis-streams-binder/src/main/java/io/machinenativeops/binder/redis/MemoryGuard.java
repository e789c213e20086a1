package io.machinenativeops.binder.redis;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Refuses appends while the server uses more than the configured share of its {@code maxmemory}; samples it at most twice a second. */
final class MemoryGuard {

    private static final long FRESH = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long STALE = TimeUnit.SECONDS.toNanos(3);

    private final RedisConnections connections;
    private final double ratio;
    private final Duration retryAfter;
    private final AtomicBoolean sampling = new AtomicBoolean();
    private volatile Sample last = new Sample(System.nanoTime() - STALE, 0, 0);

    MemoryGuard(RedisConnections connections, RedisStreamsBinderProperties properties) {
        this.connections = connections;
        this.ratio = properties.maxMemoryRatio();
        this.retryAfter = properties.fullRetryAfter();
    }

    /** The server's own refusal still stands behind this one: an old sample therefore lets the append pass. */
    void check() {
        Sample sample = last;
        long age = System.nanoTime() - sample.at;
        if (age > FRESH && sampling.compareAndSet(false, true)) {
            sample();
        }
        if (age < STALE && sample.above(ratio)) {
            throw new StreamFullException(
                    "Redis uses " + sample.used + " of " + sample.max + " bytes: expected at most " + ratio
                            + " of them",
                    retryAfter,
                    null);
        }
    }

    /** The server's {@code maxmemory}; 0 when it has none, or is not known yet. */
    long maxMemory() {
        return last.max;
    }

    private void sample() {
        try {
            var _ = connections.shared().async().info("memory").whenComplete((info, failure) -> {
                if (info != null) {
                    last = new Sample(System.nanoTime(), number(info, "used_memory:"), number(info, "maxmemory:"));
                }
                sampling.set(false);
            });
        } catch (RuntimeException e) {
            sampling.set(false);
        }
    }

    static long number(String info, String name) {
        String value = text(info, name);
        return value.isEmpty() ? 0 : Long.parseLong(value);
    }

    /** The value of a line {@code name:value} of an INFO reply, empty without one. */
    static String text(String info, String name) {
        return info.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).trim())
                .findFirst()
                .orElse("");
    }

    private record Sample(long at, long used, long max) {

        boolean above(double ratio) {
            return max > 0 && used > ratio * max;
        }
    }
}
