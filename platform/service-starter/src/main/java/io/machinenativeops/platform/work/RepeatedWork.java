package io.machinenativeops.platform.work;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** One task on a virtual thread of its own, with a pause after each run, for as long as the service runs. */
public final class RepeatedWork implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(RepeatedWork.class);

    private final String name;
    private final Task task;
    private final Semaphore calls = new Semaphore(0);
    private volatile boolean running;
    private @Nullable Thread thread;

    /** What is done in each run. */
    @FunctionalInterface
    public interface Task {

        /** Does it once, and says how long to wait before the next time; what it throws is logged, and it is tried again after a second. */
        Duration run() throws InterruptedException;
    }

    /** @param name of the thread, and in the log */
    public RepeatedWork(String name, Task task) {
        this.name = name;
        this.task = task;
    }

    /** Work with the same pause after each run, also after one that failed. */
    public static RepeatedWork every(Duration pause, String name, Runnable work) {
        return new RepeatedWork(name, new Task() {
            private String said = "";

            @Override
            public Duration run() {
                try {
                    work.run();
                    said = "";
                } catch (RuntimeException failure) {
                    var reason = String.valueOf(failure.getMessage());
                    if (!reason.equals(said)) {
                        log.warn("{} failed, and is tried again: {}", name, reason);
                        said = reason;
                    }
                }
                return pause;
            }
        });
    }

    /** Ends the pause that is on, or skips the next. */
    public void callNow() {
        calls.release();
    }

    private void repeat() {
        try {
            while (running) {
                var pause = once();
                if (calls.tryAcquire(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                    calls.drainPermits();
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration once() throws InterruptedException {
        try {
            return task.run();
        } catch (RuntimeException failure) {
            log.warn("{} failed, and is tried again: {}", name, failure.getMessage(), failure);
            return Duration.ofSeconds(1);
        }
    }

    @Override
    public synchronized void start() {
        if (thread == null) {
            running = true;
            thread = Thread.ofVirtual().name(name).start(this::repeat);
        }
    }

    /** Ends the pause; a run that is on may finish. */
    @Override
    public synchronized void stop() {
        var last = thread;
        running = false;
        thread = null;
        callNow();
        if (last != null) {
            try {
                if (!last.join(Duration.ofSeconds(5))) {
                    last.interrupt();
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
