package io.machinenativeops.tokentracking.ingest;

import java.time.Duration;
import java.util.concurrent.Semaphore;

import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import org.springframework.util.unit.DataSize;

/** Bounds the memory that bodies of all requests in flight hold together. */
final class BodyBudget {

    private static final int UNIT = 1024;
    private static final Duration SHORT_BREAK = Duration.ofSeconds(1);

    private final Semaphore units;

    BodyBudget(DataSize size) {
        units = new Semaphore(Math.toIntExact(size.toBytes() / UNIT));
    }

    /** What one request holds; closing gives it back. */
    Share share() {
        return new Share();
    }

    final class Share implements AutoCloseable {

        private int held;

        /**
         * Holds at least this many bytes from now on.
         *
         * @throws ProblemException {@code unavailable} when the bodies in flight leave no room
         */
        void growTo(int bytes) {
            int wanted = Math.ceilDiv(bytes, UNIT);
            if (wanted <= held) {
                return;
            }
            if (!units.tryAcquire(wanted - held)) {
                throw new ProblemException(
                                CommonProblem.UNAVAILABLE,
                                "Too many requests are in flight. Nothing of this one was accepted.")
                        .retryAfter(SHORT_BREAK);
            }
            held = wanted;
        }

        @Override
        public void close() {
            units.release(held);
            held = 0;
        }
    }
}
