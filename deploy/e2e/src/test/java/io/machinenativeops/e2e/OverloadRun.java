package io.machinenativeops.e2e;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;

/** Ten times what the stack can take, from callers that do not back off: it may refuse, saying when to come again, and no more. */
final class OverloadRun {

    static final String SCENARIO = "overload";

    private static final int TIMES = 10;
    private static final int CALLERS = 2_000;
    private static final int MEASURING_CALLERS = 16;
    private static final Duration MEASURED = Duration.ofSeconds(10);
    private static final double UNBOUNDED = 1e6;
    /** Longer than a sender of telemetry waits. */
    private static final int LONG_MILLIS = 10_000;

    private static final int PROBES = 20;
    private static final Duration RECOVERY = Duration.ofMinutes(1);
    private static final Duration SETTLED = Duration.ofSeconds(5);
    private static final Duration HOPELESS = Duration.ofSeconds(60);

    /**
     * What a process may hold at most, MiB: a JVM's heap and 400 for code, stacks and buffers; what Redis and ClickHouse are
     * told to keep to, and 200.
     */
    private static final Map<String, Long> MEMORY = Map.of(
            FaultStack.GATEWAY, 784L,
            FaultStack.TOKEN_TRACKING, 1_168L,
            FaultStack.REDIS, 2_248L,
            FaultStack.CLICKHOUSE, 2_248L);

    private final FaultStack faults;
    private final long seed;
    private final Duration time;

    /** @param time how long the flood lasts */
    OverloadRun(FaultStack faults, long seed, Duration time) {
        this.faults = faults;
        this.seed = seed;
        this.time = time;
    }

    FaultRun.Report run() throws Exception {
        var events = new NumberedEvents(
                "flood-%d-%s".formatted(seed, Long.toString(Instant.now().toEpochMilli(), 36)));
        var stored = new StoredUsage(faults.stack(), events);
        var differences = new ArrayList<String>();
        try (var flood = new Flood(faults.stack(), events)) {
            flood.run(MEASURING_CALLERS, UNBOUNDED, MEASURED);
            var capacity = flood.run(MEASURING_CALLERS, UNBOUNDED, MEASURED).answered(202) / MEASURED.toSeconds();
            var before = probes(flood);
            var resident = new TreeMap<>(faults.residentMegabytes());
            var restarts = faults.restarts();
            var acknowledgedBefore = flood.acknowledged().cardinality();

            var peak = new TreeMap<>(resident);
            var tally = watched(peak, () -> flood.run(CALLERS, (double) TIMES * capacity, time));
            var acknowledgedWithin = flood.acknowledged().cardinality() - acknowledgedBefore;

            var over = System.nanoTime();
            var after = probes(flood);
            while (!asBefore(before, after) && System.nanoTime() - over < RECOVERY.toNanos()) {
                after = probes(flood);
            }
            var recovery = (System.nanoTime() - over) / 1e9;
            if (!asBefore(before, after)) {
                differences.add("a minute later replies take %d ms (median), before %d ms"
                        .formatted(after.within(0.5), before.within(0.5)));
            }
            judge(tally, differences);
            peak.forEach((name, megabytes) -> {
                if (megabytes > MEMORY.getOrDefault(name, Long.MAX_VALUE)) {
                    differences.add(
                            "%s held %d MiB, at most %d are expected".formatted(name, megabytes, MEMORY.get(name)));
                }
            });
            if (faults.restarts() != restarts) {
                differences.add("a process ended and was started again");
            }
            var ledger = flood.acknowledged();
            var ids = settled(stored, ledger);
            var lost = compared(events, ledger, ids, stored, differences);
            return new FaultRun.Report(
                    seed,
                    List.of(
                            said(capacity, tally),
                            "median reply %d ms before, %d ms after; memory %s -> peak %s MiB"
                                    .formatted(before.within(0.5), after.within(0.5), resident, peak)),
                    ledger.cardinality(),
                    ids.stored().cardinality(),
                    0,
                    tally.sent() - tally.answered(202),
                    capacity * 15,
                    acknowledgedWithin / time.toSeconds(),
                    tally.within(1) / 1000.0,
                    recovery,
                    FaultRun.CatchUp.NONE,
                    lost,
                    differences);
        }
    }

    private static Flood.Tally probes(Flood flood) throws Exception {
        return flood.run(1, 10, Duration.ofMillis(PROBES * 100L));
    }

    /** Machines that others use too are slow at times. */
    private static boolean asBefore(Flood.Tally before, Flood.Tally after) {
        return after.answered(202) == after.sent() && after.within(0.5) <= 3 * before.within(0.5) + 50;
    }

    private static String said(long capacity, Flood.Tally tally) {
        return "%,d requests a second offered by %,d callers, %d times what it takes (%,d of %,d could be sent); replies by status (0: none) %s; no reply because of %s"
                .formatted(
                        capacity * TIMES, CALLERS, TIMES, tally.sent(), tally.due(), tally.replies(), tally.silences());
    }

    private static void judge(Flood.Tally tally, List<String> differences) {
        tally.replies().forEach((status, times) -> {
            if (!List.of(0, 202, 429, 503).contains(status)) {
                differences.add("%d replies with %d".formatted(times.count(), status));
            }
        });
        if (tally.answered(429) + tally.answered(503) == 0) {
            differences.add("nobody was refused");
        }
        if (tally.refusedWithoutTime() > 0) {
            differences.add("%d refusals do not say when to come again".formatted(tally.refusedWithoutTime()));
        }
        if (tally.answered(0) > tally.sent() / 100) {
            differences.add("%d requests got no reply".formatted(tally.answered(0)));
        }
        if (tally.within(0.99) > LONG_MILLIS) {
            differences.add("one reply in a hundred took longer than %d ms".formatted(LONG_MILLIS));
        }
    }

    private interface Work {

        Flood.Tally done() throws Exception;
    }

    private Flood.Tally watched(Map<String, Long> peak, Work work) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var watch = threads.submit(() -> {
                while (true) {
                    Thread.sleep(500);
                    var now = faults.residentMegabytes();
                    synchronized (peak) {
                        now.forEach((name, megabytes) -> peak.merge(name, megabytes, Math::max));
                    }
                }
            });
            try {
                return work.done();
            } finally {
                watch.cancel(true);
            }
        }
    }

    /** The ids once those that were acknowledged are there, and what had no reply has come or will not. */
    private static StoredUsage.Ids settled(StoredUsage stored, BitSet ledger) throws Exception {
        var count = -2L;
        var changed = System.nanoTime();
        while (true) {
            var now = stored.count();
            if (now != count) {
                count = now;
                changed = System.nanoTime();
            }
            var still = System.nanoTime() - changed;
            if (still > HOPELESS.toNanos() || (count >= ledger.cardinality() && still > SETTLED.toNanos())) {
                return stored.ids();
            }
            Thread.sleep(500);
        }
    }

    /** A request that was refused or got no reply may be stored all the same: it is safe to send again. */
    private static long compared(
            NumberedEvents events, BitSet ledger, StoredUsage.Ids ids, StoredUsage stored, List<String> differences)
            throws Exception {
        var lost = (BitSet) ledger.clone();
        lost.andNot(ids.stored());
        FaultRun.note(differences, "acknowledged but not stored", lost);
        FaultRun.note(differences, "stored more than once", ids.doubled());
        var expected = events.totals(ids.stored());
        var rows = stored.rows();
        if (!rows.equal(expected)) {
            differences.add("the rows add up to " + rows + ", their ids to " + expected);
        }
        var summary = stored.summary();
        if (!summary.equal(expected)) {
            differences.add("the summary says " + summary + ", the ids " + expected);
        }
        return lost.cardinality();
    }
}
