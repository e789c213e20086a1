package io.machinenativeops.tokentracking.ingest.rest;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import org.springframework.util.unit.DataSize;

/** Bounds the memory that all requests in flight hold together for their bodies and what is read from them. */
final class BodyBudget {

    private static final int UNIT = 1024;
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final Duration SHORT_BREAK = Duration.ofSeconds(1);

    private final Semaphore units;

    BodyBudget(DataSize size) {
        units = new Semaphore(Math.toIntExact(size.toBytes() / UNIT));
    }

    /**
     * What one request holds; closing gives it back.
     *
     * @param weight bytes of memory that a byte of its body takes until the request is answered
     */
    Share share(int weight) {
        return new Share(weight);
    }

    final class Share implements AutoCloseable {

        private final int weight;
        private int held;

        private Share(int weight) {
            this.weight = weight;
        }

        /**
         * Holds room for a body of this many bytes from now on; waits a moment where there is none.
         *
         * @throws ProblemException {@code too-many-requests} when the bodies in flight leave no room
         */
        void growTo(int bytes) {
            int wanted = Math.toIntExact(Math.ceilDiv((long) bytes * weight, UNIT));
            if (wanted <= held) {
                return;
            }
            if (!acquired(wanted - held)) {
                throw new ProblemException(
                                CommonProblem.TOO_MANY_REQUESTS,
                                "Too many requests are in flight. Nothing of this one was accepted.")
                        .retryAfter(SHORT_BREAK);
            }
            held = wanted;
        }

        private boolean acquired(int more) {
            try {
                return units.tryAcquire(more, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        @Override
        public void close() {
            units.release(held);
            held = 0;
        }
    }
}
