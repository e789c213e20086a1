package io.machinenativeops.bench;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import org.HdrHistogram.Histogram;

/**
 * What one run over a schedule showed.
 *
 * @param latencies from when a request was due to its answer, in microseconds, of every request that counts
 * @param answers how many by status; 0 stands for none (a broken or refused connection)
 * @param taken events or spans acknowledged in the part that counts
 * @param takenInAll with the warm-up
 * @param elapsed from the end of the warm-up to the last answer
 * @param unsent requests that were due and for which no connection became free before the run was ended
 * @param leftOut requests of the warm-up that were due and not yet sent when it ended, and never were
 * @param mostBehind most requests that were due and not yet sent, at any second of the part that counts
 */
record Measured(
        Histogram latencies,
        Map<Integer, Long> answers,
        long taken,
        long takenInAll,
        Duration elapsed,
        long unsent,
        long leftOut,
        long mostBehind) {

    Measured {
        answers = new TreeMap<>(answers);
    }

    double takenPerSecond() {
        return elapsed.isZero() ? 0 : taken * (double) TimeUnit.SECONDS.toNanos(1) / elapsed.toNanos();
    }

    double requestsPerSecond() {
        return elapsed.isZero()
                ? 0
                : latencies.getTotalCount() * (double) TimeUnit.SECONDS.toNanos(1) / elapsed.toNanos();
    }

    /** Milliseconds at or below which this share of the requests was answered. */
    double millis(double percentile) {
        return latencies.getTotalCount() == 0 ? 0 : latencies.getValueAtPercentile(percentile) / 1000.0;
    }

    /** Answers that are no 2xx. */
    long failures() {
        return answers.entrySet().stream()
                .filter(answer -> answer.getKey() < 200 || answer.getKey() > 299)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
