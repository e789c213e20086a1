package io.machinenativeops.platform.work;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RepeatedWorkTest {

    private final AtomicInteger runs = new AtomicInteger();

    private void awaitRuns(int count) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> runs.get() >= count);
    }

    @Test
    void runsAtOnceAndAgainWhenItIsCalled() {
        var work = RepeatedWork.every(Duration.ofHours(1), "test", runs::incrementAndGet);
        work.start();
        work.start();
        try {
            awaitRuns(1);
            work.callNow();
            awaitRuns(2);
            assertThat(work.isRunning()).isTrue();
        } finally {
            work.stop();
        }
        assertThat(work.isRunning()).isFalse();
        int before = runs.get();
        work.callNow();
        assertThat(runs).hasValue(before);
    }

    @Test
    void goesOnAfterAFailure() {
        var work = RepeatedWork.every(Duration.ofMillis(1), "test", () -> {
            runs.incrementAndGet();
            throw new IllegalStateException("away");
        });
        work.start();
        awaitRuns(3);
        work.stop();
    }

    @Test
    void goesOnAfterAFailureOfATaskThatSetsItsOwnPauses() {
        var work = new RepeatedWork("test", () -> {
            if (runs.incrementAndGet() == 1) {
                throw new IllegalStateException("away");
            }
            return Duration.ofHours(1);
        });
        work.start();
        awaitRuns(1);
        work.callNow();
        awaitRuns(2);
        work.stop();
    }
}
