package io.machinenativeops.gateway.limit;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import io.machinenativeops.embedded.EmbeddedStores;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/**
 * What limits add to a request: three limits a request, on a real Redis that syncs each write. By hand: arguments are the
 * requests of each kind and the callers at once.
 */
final class LimitBench {

    private static final int WARM_UP = 2_000;

    private LimitBench() {}

    public static void main(String[] arguments) throws InterruptedException {
        var requests = arguments.length == 0 ? 10_000 : Integer.parseInt(arguments[0]);
        var callers = arguments.length < 2 ? 8 : Integer.parseInt(arguments[1]);
        try (var redis = new RedisBuckets(EmbeddedStores.redisUrl(), Duration.ofSeconds(2))) {
            while (!redis.isUsable()) {
                Thread.sleep(10);
            }
            var counter = new LimitCounter(redis, new SimpleMeterRegistry());
            run(counter, "busy key", "1000000000/1h", false, requests, callers);
            run(counter, "new key each", "1000000000/1h", true, requests, callers);
        }
        System.exit(0);
    }

    private static void run(LimitCounter counter, String kind, String size, boolean always, int requests, int callers)
            throws InterruptedException {
        var nanos = new long[requests];
        var done = new CountDownLatch(callers);
        var limit = LimitSize.of(size);
        for (var caller = 0; caller < callers; caller++) {
            var first = caller;
            Thread.ofVirtual().start(() -> {
                for (var at = first - WARM_UP; at < requests; at += callers) {
                    var who = kind + (always ? first + ":" + at : "");
                    var met = List.of(
                            new Limit("key", who, limit),
                            new Limit("route", who, limit),
                            new Limit("organization", who, limit));
                    var begun = System.nanoTime();
                    var _ = counter.take(met);
                    if (at >= 0) {
                        nanos[at] = System.nanoTime() - begun;
                    }
                    pause();
                }
                done.countDown();
            });
        }
        done.await();
        tell(System.out, kind, nanos);
    }

    /** About as many a second as a gateway has, so that Redis is asked, not flooded. */
    private static void pause() {
        try {
            Thread.sleep(4);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static void tell(PrintStream out, String kind, long[] nanos) {
        Arrays.sort(nanos);
        out.printf("%-14s p50 %6d us  p95 %6d us  p99 %6d us%n", kind, at(nanos, 50), at(nanos, 95), at(nanos, 99));
    }

    private static long at(long[] nanos, int percent) {
        return nanos[(int) ((long) nanos.length * percent / 100)] / 1_000;
    }
}
