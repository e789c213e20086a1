package io.machinenativeops.tokentracking.ingest.rest;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;

/**
 * Lets a number of requests be worked on at once, those first that came first. Were all begun that come, each would take as
 * long as all together.
 */
final class Turns {

    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final Duration SHORT_BREAK = Duration.ofSeconds(1);

    private final int atOnce;
    private final Semaphore free;

    Turns(int atOnce) {
        if (atOnce < 1) {
            throw new IllegalArgumentException("mno.ingest.at-once: %d, expected at least 1".formatted(atOnce));
        }
        this.atOnce = atOnce;
        this.free = new Semaphore(atOnce, true);
    }

    /** Given back by closing. */
    interface Turn extends AutoCloseable {

        @Override
        void close();
    }

    /**
     * Waits a moment for a turn.
     *
     * @throws ProblemException {@code too-many-requests} when none comes
     */
    Turn take() {
        try {
            if (free.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return free::release;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        throw new ProblemException(
                        CommonProblem.TOO_MANY_REQUESTS,
                        "%d requests are worked on, which is the limit. Nothing of this one was accepted."
                                .formatted(atOnce))
                .retryAfter(SHORT_BREAK);
    }
}
