package io.machinenativeops.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OpenLoopTest {

    private final List<String> progress = Collections.synchronizedList(new ArrayList<>());

    @Test
    void blamesAStallOnEveryRequestThatWaitedForIt() throws Exception {
        // 100 a second for 1 s; the 21st answer takes 400 ms, so that about 40 more were due meanwhile.
        var measured = run(new Schedule(100, Duration.ZERO, Duration.ofSeconds(1)), 1, arrival -> {
            if (arrival == 20) {
                LockSupport.parkNanos(Duration.ofMillis(400).toNanos());
            }
            return new Sender.Answer(202, 10);
        });

        assertThat(measured.latencies().getTotalCount()).isEqualTo(100);
        assertThat(measured.latencies().getCountBetweenValues(100_000, 1_000_000))
                .as("requests that were due in the first 300 ms of the stall")
                .isGreaterThanOrEqualTo(25);
        assertThat(measured.taken()).isEqualTo(1_000);
        assertThat(measured.unsent()).isZero();
    }

    @Test
    void leavesTheWarmUpOut() throws Exception {
        var measured = run(
                new Schedule(100, Duration.ofMillis(500), Duration.ofMillis(500)),
                4,
                arrival -> new Sender.Answer(arrival < 50 ? 500 : 202, 1));

        assertThat(measured.answers()).containsOnlyKeys(202);
        assertThat(measured.taken()).isEqualTo(50);
        assertThat(measured.takenInAll()).isEqualTo(100 - measured.leftOut());
        assertThat(measured.failures()).isZero();
    }

    @Test
    void carriesNoQueueOfTheWarmUpIntoThePartThatCounts() throws Exception {
        // One connection: the first answer outlasts the warm-up, in which 49 more come due behind it.
        var measured = run(new Schedule(100, Duration.ofMillis(500), Duration.ofSeconds(1)), 1, arrival -> {
            if (arrival == 0) {
                LockSupport.parkNanos(Duration.ofMillis(700).toNanos());
            }
            return new Sender.Answer(202, 1);
        });

        assertThat(measured.leftOut()).isEqualTo(49);
        assertThat(measured.unsent()).isZero();
        assertThat(measured.takenInAll()).isEqualTo(101);
        assertThat(measured.latencies().getTotalCount()).isEqualTo(100);
        assertThat(measured.latencies().getCountBetweenValues(100_000, 10_000_000))
                .as("requests that were due in the 100 ms after the warm-up waited for that answer too")
                .isGreaterThanOrEqualTo(8);
    }

    @Test
    void countsBrokenConnectionsAsAnswersOfStatusZero() throws Exception {
        var measured = run(new Schedule(50, Duration.ZERO, Duration.ofMillis(200)), 2, _ -> {
            throw new IOException("refused");
        });

        assertThat(measured.answers()).containsOnlyKeys(0);
        assertThat(measured.failures()).isEqualTo(10);
        assertThat(measured.takenPerSecond()).isZero();
    }

    @Test
    void givesUpWhatIsStillUnsentAWhileAfterTheEnd() throws Exception {
        // One connection and a second an answer: of 10 due at once it brings home six or seven, one at a time.
        var measured = run(new Schedule(100, Duration.ZERO, Duration.ofMillis(100)), 1, _ -> {
            LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
            return new Sender.Answer(202, 1);
        });

        assertThat(measured.unsent()).isBetween(3L, 6L);
        assertThat(measured.mostBehind()).isGreaterThanOrEqualTo(5);
        assertThat(progress).anyMatch(line -> line.contains("of 10 requests answered"));
    }

    private Measured run(Schedule schedule, int connections, Sender sender) throws InterruptedException {
        return new OpenLoop(schedule, progress::add).run(connections, () -> sender);
    }
}
