package io.machinenativeops.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.HdrHistogram.Histogram;

/**
 * Sends the arrivals of a schedule over a number of connections. An arrival that finds all of them busy waits, and its wait
 * is part of its latency. What is still unsent a while after the schedule's end is given up and counted. What is still unsent
 * when the warm-up ends is left out, and counted too: the part that counts begins with its own arrivals and not with a queue.
 */
final class OpenLoop {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration TOLD_EVERY = Duration.ofSeconds(5);
    private static final long LONGEST_MICROS = Duration.ofMinutes(5).toNanos() / 1000;
    private static final int DIGITS = 3;

    private final Schedule schedule;
    private final Consumer<String> progress;
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private long start;

    OpenLoop(Schedule schedule, Consumer<String> progress) {
        this.schedule = schedule;
        this.progress = progress;
    }

    /** Runs to the end of the schedule. */
    Measured run(int connections, Supplier<Sender> senders) throws InterruptedException {
        return run(connections, senders, 1).getFirst();
    }

    /**
     * Runs to the end of a schedule whose arrivals are of several kinds in turns, so that whatever else the machine does hits all
     * alike.
     *
     * @return what was seen of each kind; of arrival {@code n} it is {@code n % kinds}
     */
    List<Measured> run(int connections, Supplier<Sender> senders, int kinds) throws InterruptedException {
        start = System.nanoTime();
        var lanes = new ArrayList<Lane>();
        var mostBehind = new AtomicLong();
        // Of the platform: a virtual thread is woken by another thread, for its time and for its answer, and that wait
        // would be
        // told as the service's.
        try (var threads = Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().name("lane-", 0).factory())) {
            var running = new ArrayList<Future<?>>();
            for (int at = 0; at < connections; at++) {
                var lane = new Lane(senders.get(), kinds);
                lanes.add(lane);
                running.add(threads.submit(lane));
            }
            var watch = threads.submit(() -> watch(mostBehind));
            await(running);
            watch.cancel(true);
        }
        return IntStream.range(0, kinds)
                .mapToObj(kind -> sum(lanes, kind, kinds, mostBehind.get()))
                .toList();
    }

    private static void await(List<Future<?>> running) throws InterruptedException {
        for (var lane : running) {
            try {
                lane.get();
            } catch (ExecutionException failure) {
                throw new IllegalStateException("a sender failed", failure.getCause());
            }
        }
    }

    private void watch(AtomicLong mostBehind) {
        var told = start;
        while (!Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
            var now = System.nanoTime();
            var sent = Math.min(next.get(), schedule.arrivals());
            var behind = schedule.dueBy(now - start) - sent;
            if (now - start >= schedule.warmup().toNanos()) {
                // Until a connection is free, what the warm-up leaves out stands before the part that counts.
                behind -= Math.max(0, schedule.dueBy(schedule.warmup().toNanos()) - 1 - sent);
                mostBehind.accumulateAndGet(behind, Math::max);
            }
            if (now - told >= TOLD_EVERY.toNanos()) {
                told = now;
                progress.accept("%4d s  %,d of %,d requests answered, %,d behind"
                        .formatted(
                                (now - start) / 1_000_000_000L,
                                answered.get(),
                                schedule.arrivals(),
                                Math.max(0, behind)));
            }
        }
    }

    private Measured sum(List<Lane> lanes, int kind, int kinds, long mostBehind) {
        var all = new Tally();
        all.last = start + schedule.warmup().toNanos();
        for (var lane : lanes) {
            all.add(lane.tallies.get(kind));
        }
        var elapsed = Duration.ofNanos(all.last - start - schedule.warmup().toNanos());
        var due = (schedule.arrivals() - kind + kinds - 1) / kinds;
        return new Measured(
                all.latencies,
                all.answers,
                all.taken,
                all.takenInAll,
                elapsed,
                due - all.sent - all.leftOut,
                all.leftOut,
                Math.max(0, mostBehind));
    }

    /** What was seen of one kind. */
    private static final class Tally {

        private final Histogram latencies = new Histogram(LONGEST_MICROS, DIGITS);
        private final Map<Integer, Long> answers = new TreeMap<>();
        private long taken;
        private long takenInAll;
        private long sent;
        private long leftOut;
        private long last;

        private void add(Tally other) {
            latencies.add(other.latencies);
            other.answers.forEach((status, count) -> answers.merge(status, count, Long::sum));
            taken += other.taken;
            takenInAll += other.takenInAll;
            sent += other.sent;
            leftOut += other.leftOut;
            last = Math.max(last, other.last);
        }
    }

    /** One connection and what came over it; read by others only when it has ended. */
    private final class Lane implements Runnable {

        private final Sender sender;
        private final List<Tally> tallies;

        Lane(Sender sender, int kinds) {
            this.sender = sender;
            this.tallies = Stream.generate(Tally::new).limit(kinds).toList();
        }

        @Override
        public void run() {
            var counted = start + schedule.warmup().toNanos();
            var end = counted + schedule.duration().plus(PATIENCE).toNanos();
            for (long arrival = next.getAndIncrement();
                    arrival < schedule.arrivals() && System.nanoTime() < end;
                    arrival = next.getAndIncrement()) {
                if (!schedule.counts(arrival) && System.nanoTime() - counted >= 0) {
                    tally(arrival).leftOut++;
                    continue;
                }
                var due = start + schedule.due(arrival);
                for (long rest = due - System.nanoTime(); rest > 0; rest = due - System.nanoTime()) {
                    LockSupport.parkNanos(rest);
                }
                send(arrival, due);
            }
        }

        private Tally tally(long arrival) {
            return tallies.get((int) (arrival % tallies.size()));
        }

        private void send(long arrival, long due) {
            Sender.Answer answer;
            try {
                answer = sender.send(arrival);
            } catch (IOException broken) {
                answer = new Sender.Answer(0, 0);
            }
            var now = System.nanoTime();
            var tally = tally(arrival);
            tally.sent++;
            answered.incrementAndGet();
            tally.takenInAll += answer.taken();
            if (schedule.counts(arrival)) {
                tally.latencies.recordValue(Math.min(LONGEST_MICROS, (now - due) / 1000));
                tally.answers.merge(answer.status(), 1L, Long::sum);
                tally.taken += answer.taken();
                tally.last = Math.max(tally.last, now);
            }
        }
    }
}
