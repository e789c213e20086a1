package io.machinenativeops.e2e;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;

/** Load, a fault, recovery; then what was acknowledged is compared with what is stored. */
final class FaultRun {

    private static final Duration RECOVERY = Duration.ofMinutes(4);
    /** What an outage held up may take longer to send on a busy machine; the run then goes on behind its schedule. */
    private static final Duration CATCHING_UP = Duration.ofSeconds(90);

    private static final Duration STEADY = Duration.ofMillis(500);
    /** Longer than an entry waits for another writer when its own was killed. */
    private static final Duration HOPELESS = Duration.ofSeconds(40);

    private static final int STEADY_ENOUGH = 2_000;
    /** Rows come that much later than acknowledgements at any time. */
    private static final Duration ON_ITS_WAY = Duration.ofSeconds(4);

    private final FaultStack faults;
    private final long seed;
    private final int rate;
    private final Duration longest;

    /**
     * @param seed decides all that is left to chance
     * @param rate new events a second
     * @param longest how long a fault may last that takes a time
     */
    FaultRun(FaultStack faults, long seed, int rate, Duration longest) {
        this.faults = faults;
        this.seed = seed;
        this.rate = rate;
        this.longest = longest;
    }

    /**
     * What a run showed.
     *
     * @param faults in words
     * @param ratePerSecond events acknowledged a second while nothing was wrong: before the fault, and after all that it
     *     held up was sent
     * @param ratePerSecondOverall with the outage and what it held up
     * @param worstOutageSeconds the longest time without an acknowledgement
     * @param recoverySeconds from the end of the fault until the sending was on schedule again
     * @param catchUp how long the rows then were behind what was acknowledged, while the load went on
     * @param differences what is wrong; empty when the ledger, the rows and the sums are the same
     */
    record Report(
            long seed,
            List<String> faults,
            long acknowledged,
            long stored,
            long duplicatesSent,
            long failedAttempts,
            long ratePerSecond,
            long ratePerSecondOverall,
            double worstOutageSeconds,
            double recoverySeconds,
            CatchUp catchUp,
            long lost,
            List<String> differences) {

        boolean passed() {
            return differences.isEmpty();
        }

        String line() {
            return "%-4s seed %d: %s; acknowledged %,d, stored %,d; %,d/s between faults, %,d/s in all; worst outage %.1f s, recovered after %.1f s, rows after %s; %,d attempts failed, %,d sent again%s"
                    .formatted(
                            passed() ? "ok" : "FAIL",
                            seed,
                            String.join(", then ", faults),
                            acknowledged,
                            stored,
                            ratePerSecond,
                            ratePerSecondOverall,
                            worstOutageSeconds,
                            recoverySeconds,
                            catchUp,
                            failedAttempts,
                            duplicatesSent,
                            passed() ? "" : "; " + String.join("; ", differences));
        }
    }

    /**
     * How the store came level with the stream.
     *
     * @param seconds from the end of the fault
     * @param ratePerSecond events acknowledged meanwhile
     */
    record CatchUp(double seconds, long ratePerSecond) {

        static final CatchUp NONE = new CatchUp(0, 0);

        CatchUp worse(CatchUp other) {
            return other.seconds > seconds ? other : this;
        }

        @Override
        public String toString() {
            return "%.1f s (%,d/s meanwhile)".formatted(seconds, ratePerSecond);
        }
    }

    /** @param planned in this order; the next comes when the load flows again */
    Report run(List<Fault> planned) throws Exception {
        var random = new Random(seed);
        var events = new NumberedEvents(
                "soak-%d-%s".formatted(seed, Long.toString(Instant.now().toEpochMilli(), 36)));
        var stored = new StoredUsage(faults.stack(), events);
        var done = new ArrayList<String>();
        var calm = 0L;
        var calmNanos = 0L;
        var recovery = 0L;
        var catchUp = CatchUp.NONE;
        try (var load = new Load(faults.stack(), events, seed, rate)) {
            for (var fault : planned) {
                awaitFlow(load);
                var from = load.now();
                Thread.sleep(random.nextInt(1_000, 3_000));
                var struck = load.now();
                calm += load.acknowledgedWithin(from, struck);
                calmNanos += struck - from;
                done.add(fault.inflict(faults, random, longest));
                var over = load.now();
                awaitOnSchedule(load);
                recovery = Math.max(recovery, load.now() - over);
                awaitLevel(load, stored);
                var behind = load.now() - over;
                catchUp = catchUp.worse(
                        new CatchUp(behind / 1e9, load.acknowledgedWithin(over, load.now()) * 1_000_000_000L / behind));
            }
            var from = load.now();
            Thread.sleep(2_000);
            calm += load.acknowledgedWithin(from, load.now());
            calmNanos += load.now() - from;
            load.finish();
            var overall = load.acknowledgedWithin(0, load.now()) * 1_000_000_000L / load.now();
            var differences = new ArrayList<String>();
            var ledger = load.acknowledged();
            var ids = settled(stored);
            compare(events, ledger, ids, stored, differences);
            var lost = (BitSet) ledger.clone();
            lost.andNot(ids.stored());
            return new Report(
                    seed,
                    done,
                    ledger.cardinality(),
                    ids.stored().cardinality(),
                    load.duplicatesSent(),
                    load.attemptsThatFailed(),
                    calm * 1_000_000_000L / calmNanos,
                    overall,
                    load.longestSilence().toMillis() / 1000.0,
                    recovery / 1e9,
                    catchUp,
                    lost.cardinality(),
                    differences);
        }
    }

    /** A fault that strikes an idle process proves nothing. */
    private static void awaitFlow(Load load) throws InterruptedException {
        var before = load.acknowledged().cardinality();
        await(() -> load.isBroken() || load.acknowledged().cardinality() > before + STEADY_ENOUGH);
    }

    private void awaitOnSchedule(Load load) throws InterruptedException {
        await(() -> load.isBroken() || faults.allReady());
        var ready = System.nanoTime();
        await(() -> load.isBroken()
                || load.behind().compareTo(STEADY) < 0
                || System.nanoTime() - ready > CATCHING_UP.toNanos());
    }

    /** The load goes on while the store catches up: neither may starve the other. */
    private void awaitLevel(Load load, StoredUsage stored) throws InterruptedException {
        var inHand = rate * ON_ITS_WAY.toSeconds();
        await(
                longest.multipliedBy(2).plus(HOPELESS),
                () -> load.isBroken() || stored.count() > load.acknowledged().cardinality() - inHand);
    }

    /** The ids once none is on its way any more and no more come: rows are seen a moment before the sums over them. */
    private static StoredUsage.Ids settled(StoredUsage stored) throws Exception {
        var before = -2L;
        var changed = System.nanoTime();
        while (System.nanoTime() - changed < HOPELESS.toNanos()) {
            var nothingMore = stored.nothingIsOnItsWay();
            var count = stored.count();
            if (count != before) {
                before = count;
                changed = System.nanoTime();
            } else if (nothingMore && count >= 0) {
                break;
            }
            Thread.sleep(200);
        }
        return stored.ids();
    }

    private static void compare(
            NumberedEvents events, BitSet ledger, StoredUsage.Ids ids, StoredUsage stored, List<String> differences)
            throws Exception {
        var lost = (BitSet) ledger.clone();
        lost.andNot(ids.stored());
        var foreign = (BitSet) ids.stored().clone();
        foreign.andNot(ledger);
        note(differences, "acknowledged but not stored", lost);
        note(differences, "stored but not acknowledged", foreign);
        note(differences, "stored more than once", ids.doubled());
        var expected = events.totals(ledger);
        var rows = stored.rows();
        if (!rows.equal(expected)) {
            differences.add("the rows add up to " + rows + ", the ledger to " + expected);
        }
        var summary = stored.summary();
        if (!summary.equal(expected)) {
            differences.add("the summary says " + summary + ", the ledger " + expected);
        }
    }

    static void note(List<String> differences, String what, BitSet numbers) {
        if (!numbers.isEmpty()) {
            differences.add("%d %s, the first %d".formatted(numbers.cardinality(), what, numbers.nextSetBit(0)));
        }
    }

    private interface Condition {

        boolean holds() throws InterruptedException;
    }

    private static void await(Condition condition) throws InterruptedException {
        await(RECOVERY, condition);
    }

    /** Gives up silently: the comparison that follows says more than a timeout. */
    private static void await(Duration most, Condition condition) throws InterruptedException {
        var deadline = System.nanoTime() + most.toNanos();
        while (!condition.holds() && System.nanoTime() < deadline) {
            Thread.sleep(200);
        }
    }
}
