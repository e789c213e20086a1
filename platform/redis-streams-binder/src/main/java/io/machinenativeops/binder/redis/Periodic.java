package io.machinenativeops.binder.redis;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A task repeated on its own virtual thread until it is closed; a failure is logged and the next turn tries again. */
final class Periodic implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Periodic.class);

    private final CountDownLatch closed = new CountDownLatch(1);
    private final String name;
    private final Duration interval;
    private final Runnable task;

    private Periodic(String name, Duration interval, Runnable task) {
        this.name = name;
        this.interval = interval;
        this.task = task;
    }

    static Periodic start(String name, Duration interval, Runnable task) {
        var periodic = new Periodic(name, interval, task);
        Thread.ofVirtual().name(name).start(periodic::run);
        return periodic;
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private void run() {
        try {
            while (!closed.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                turn();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void turn() {
        try {
            task.run();
        } catch (StreamException e) {
            log.debug("{} waits for Redis: {}", name, e.getMessage());
        } catch (RuntimeException e) {
            log.warn("{} failed, next try in {}", name, interval, e);
        }
    }
}
