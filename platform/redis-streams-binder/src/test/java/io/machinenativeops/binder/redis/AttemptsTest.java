package io.machinenativeops.binder.redis;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AttemptsTest {

    private final Attempts attempts = new Attempts();

    @Test
    void beginsNoAttemptAfterTheStop() {
        attempts.stop();

        assertThatExceptionOfType(Attempts.StoppingException.class).isThrownBy(() -> attempts.attempt(() -> {}));
        // So that no pause follows.
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void letsTheRunningAttemptFinish() {
        var interrupted = new AtomicBoolean();

        attempts.attempt(() -> {
            attempts.stop();
            interrupted.set(Thread.currentThread().isInterrupted());
        });

        assertThat(interrupted).isFalse();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void endsThePauseBetweenAttempts() throws Exception {
        var pausing = new CountDownLatch(1);
        var ended = new CountDownLatch(1);
        Thread.ofVirtual().start(() -> {
            try {
                attempts.attempt(() -> {
                    throw new IllegalStateException("no");
                });
            } catch (IllegalStateException e) {
                pausing.countDown();
            }
            try {
                Thread.sleep(TimeUnit.HOURS.toMillis(1));
            } catch (InterruptedException e) {
                attempts.done();
                ended.countDown();
            }
        });
        assertThat(pausing.await(60, TimeUnit.SECONDS)).isTrue();

        attempts.stop();

        assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
    }
}
