package io.machinenativeops.binder.redis;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The entries that this consumer was given and has not settled. */
final class InFlight {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition fewer = lock.newCondition();
    private final Set<String> ids = new HashSet<>();

    /** False when it is here already: delivered again while its handler still runs. */
    boolean add(String id) {
        lock.lock();
        try {
            return ids.add(id);
        } finally {
            lock.unlock();
        }
    }

    void remove(Collection<String> settled) {
        lock.lock();
        try {
            settled.forEach(ids::remove);
            fewer.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean contains(String id) {
        lock.lock();
        try {
            return ids.contains(id);
        } finally {
            lock.unlock();
        }
    }

    List<String> all() {
        lock.lock();
        try {
            return List.copyOf(ids);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until fewer than {@code bound} are left; false when the time was over first. */
    boolean awaitFewerThan(int bound, Duration atMost) {
        long nanos = atMost.toNanos();
        lock.lock();
        try {
            while (ids.size() >= bound) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = fewer.awaitNanos(nanos);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }
}
