package io.machinenativeops.binder.redis;

import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/** Lets the attempts of one reader's handler through, and ends the pause between two of them when the consumer stops. */
final class Attempts {

    private final ReentrantLock lock = new ReentrantLock();
    private boolean stopping;
    private boolean pausing;
    private @Nullable Thread thread;

    /** Runs one attempt. Whatever it throws may be followed by a pause and another. */
    void attempt(Runnable handler) {
        lock.lock();
        try {
            if (stopping) {
                Thread.currentThread().interrupt();
                throw new StoppingException();
            }
            pausing = false;
            thread = Thread.currentThread();
        } finally {
            lock.unlock();
        }
        try {
            handler.run();
        } catch (RuntimeException | Error e) {
            pause();
            throw e;
        }
    }

    /** No further attempts; the one that runs goes on. */
    void stop() {
        lock.lock();
        try {
            stopping = true;
            if (pausing && thread != null) {
                thread.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The message is settled one way or another: no pause follows. */
    void done() {
        lock.lock();
        try {
            pausing = false;
            if (stopping) {
                boolean _ = Thread.interrupted();
            }
        } finally {
            lock.unlock();
        }
    }

    boolean stopping() {
        lock.lock();
        try {
            return stopping;
        } finally {
            lock.unlock();
        }
    }

    private void pause() {
        lock.lock();
        try {
            pausing = true;
            if (stopping) {
                Thread.currentThread().interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends the attempts for one message; it stays pending and is delivered again. */
    static final class StoppingException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        StoppingException() {
            super("the consumer stops");
        }
    }
}
