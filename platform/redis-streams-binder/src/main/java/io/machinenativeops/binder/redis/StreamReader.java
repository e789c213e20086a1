package io.machinenativeops.binder.redis;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.UnblockType;
import io.lettuce.core.api.StatefulRedisConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of the parallel readers of a consumer: reads, takes over what others left, forms batches, and lets them be handled one
 * after the other. It lives until it is stopped, whatever happens to the server.
 */
final class StreamReader implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(StreamReader.class);

    private static final int ACKS_HELD = 100;
    private static final long ACKS_HELD_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);
    private static final int CLAIM = 64;
    /** Between two looks at what has gathered. */
    private static final long GATHERING_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    /** The least that a read can wait. */
    private static final Duration NO_WAIT = Duration.ofMillis(1);

    /**
     * What all readers of a consumer share.
     *
     * @param restart where a group begins that vanished while it was read
     * @param claimedAt {@link System#nanoTime()} of the last look for abandoned entries; whoever moves it on, looks
     */
    record Shared(
            ConsumerGroup group,
            InFlight inFlight,
            GroupMetrics metrics,
            DeliveryHandler handler,
            RedisStreamsConsumerProperties properties,
            boolean batch,
            Supplier<String> start,
            Supplier<String> restart,
            AtomicLong claimedAt,
            BooleanSupplier paused) {

        int most() {
            return batch ? properties.getBatchMaxEntries() : 1;
        }

        int readAhead() {
            return batch ? properties.getBatchMaxEntries() : properties.getPrefetch();
        }
    }

    private final Shared shared;
    private final Attempts attempts = new Attempts();
    private final boolean first;
    private final Deque<Delivery> waiting = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();
    private long doneSince;
    private long averageSize = 16_384;
    /** {@link System#nanoTime()} when the last batch was begun. */
    private long handedAt;

    private volatile @Nullable StatefulRedisConnection<byte[], byte[]> connection;
    private volatile long connectionId;
    private Duration pause = FIRST_PAUSE;
    private boolean recreate;
    private boolean takenUp;

    StreamReader(Shared shared, boolean first) {
        this.shared = shared;
        this.first = first;
        this.handedAt =
                System.nanoTime() - shared.properties().getBatchInterval().toNanos();
    }

    @Override
    public void run() {
        while (!attempts.stopping()) {
            try {
                connect();
                takeUpOwn();
                while (!attempts.stopping()) {
                    turn();
                }
            } catch (StreamException e) {
                recover(e);
            } catch (RedisCommandExecutionException e) {
                recreate = String.valueOf(e.getMessage()).contains("NOGROUP")
                        || String.valueOf(e.getMessage()).startsWith("UNBLOCKED");
                recover(e);
            } catch (RuntimeException e) {
                log.error(
                        "reading {} for {} failed",
                        shared.group().stream(),
                        shared.group().group(),
                        e);
                recover(e);
            }
        }
        leave();
    }

    /** Ends reading: the handler that runs now finishes, nothing else begins. */
    void stop() {
        attempts.stop();
        unblock();
    }

    /** Ends the read that waits at the server, if one does. */
    void unblock() {
        if (connection != null) {
            try {
                shared.group().redis().call(commands -> commands.clientUnblock(connectionId, UnblockType.TIMEOUT));
            } catch (RuntimeException e) {
                log.debug("the read of {} ends by its own timeout", shared.group().stream(), e);
            }
        }
    }

    private void turn() {
        if (shared.paused().getAsBoolean()) {
            pauseFor(Duration.ofMillis(100));
            return;
        }
        if (!shared.inFlight().awaitFewerThan(shared.properties().getMaxInFlight(), Duration.ofMillis(500))) {
            return;
        }
        if (waiting.isEmpty()) {
            claimAbandoned();
        }
        if (waiting.isEmpty()) {
            read(shared.properties().getPollTimeout());
        }
        if (!waiting.isEmpty()) {
            linger();
            handleNext();
        }
        pause = FIRST_PAUSE;
    }

    private void handleNext() {
        List<Delivery> next = new ArrayList<>();
        long bytes = 0;
        while (!waiting.isEmpty() && next.size() < shared.most()) {
            Delivery head = waiting.getFirst();
            bytes += head.size();
            boolean alone = shared.handler().alone(head);
            if (!next.isEmpty()
                    && (alone || bytes > shared.properties().getBatchMaxBytes().toBytes())) {
                break;
            }
            next.add(waiting.removeFirst());
            if (alone) {
                break;
            }
        }
        if (done.isEmpty()) {
            doneSince = System.nanoTime();
        }
        try {
            shared.handler().handle(next, attempts, done);
        } catch (RuntimeException e) {
            // What is neither done nor settled is nobody's now, and will be claimed.
            shared.inFlight()
                    .remove(next.stream()
                            .map(Delivery::id)
                            .filter(id -> !done.contains(id))
                            .toList());
            throw e;
        }
        if (shared.batch()
                || waiting.isEmpty()
                || done.size() >= ACKS_HELD
                || System.nanoTime() - doneSince > ACKS_HELD_NANOS) {
            acknowledgeDone();
        }
    }

    private void acknowledgeDone() {
        if (!done.isEmpty()) {
            // When this throws they stay, and are acknowledged as soon as the server is back.
            shared.group().acknowledge(done);
            shared.inFlight().remove(done);
            shared.metrics().acknowledged(done.size());
            done.clear();
        }
    }

    private void read(Duration wait) {
        var open = connection;
        if (open == null || !open.isOpen()) {
            throw new StreamUnavailableException("the connection to Redis was lost", null);
        }
        int room = shared.readAhead() - waiting.size();
        long fits = shared.properties().getBatchMaxBytes().toBytes() / averageSize;
        accept(shared.group().read(open, Math.clamp(fits, 1, room), wait));
    }

    /** Lets entries gather and takes them together: a read that returned with each of them would be most of the work. */
    private void linger() {
        long now = System.nanoTime();
        long left = Math.max(
                shared.properties().getBatchLinger().toNanos(),
                handedAt + shared.properties().getBatchInterval().toNanos() - now);
        long deadline = now + left;
        while (shared.batch() && left > 0 && !full() && !attempts.stopping()) {
            pauseFor(Duration.ofNanos(Math.min(left, GATHERING_NANOS)));
            read(NO_WAIT);
            left = deadline - System.nanoTime();
        }
        handedAt = System.nanoTime();
    }

    private boolean full() {
        return waiting.size() >= shared.most()
                || waiting.stream().mapToLong(Delivery::size).sum()
                        >= shared.properties().getBatchMaxBytes().toBytes();
    }

    private void accept(List<Delivery> deliveries) {
        for (Delivery delivery : deliveries) {
            averageSize = Math.max(64, (averageSize * 7 + delivery.size()) / 8);
            if (shared.inFlight().add(delivery.id())) {
                waiting.add(delivery);
            }
        }
        shared.metrics().read(deliveries.size());
    }

    private void claimAbandoned() {
        long last = shared.claimedAt().get();
        long now = System.nanoTime();
        if (now - last < shared.properties().getClaimInterval().toNanos()
                || !shared.claimedAt().compareAndSet(last, now)) {
            return;
        }
        String cursor = ConsumerGroup.START;
        do {
            var claimed = shared.group().claimIdle(cursor, shared.properties().getClaimMinIdle(), CLAIM);
            cursor = claimed.next();
            shared.metrics().claimed(claimed.deliveries().size());
            accept(claimed.deliveries());
            if (waiting.size() >= CLAIM) {
                // The rest at the next turn, when these are handled.
                shared.claimedAt().set(last);
                return;
            }
        } while (!cursor.equals(ConsumerGroup.START) && !attempts.stopping());
    }

    private void takeUpOwn() {
        if (!first || takenUp || shared.properties().getConsumerName() == null) {
            return;
        }
        String cursor = ConsumerGroup.START;
        do {
            var own = shared.group().claimOwn(cursor, CLAIM);
            cursor = own.next();
            accept(own.deliveries());
            while (!waiting.isEmpty() && !attempts.stopping()) {
                handleNext();
            }
        } while (!cursor.equals(ConsumerGroup.START) && !attempts.stopping());
        takenUp = true;
    }

    private void connect() {
        var open = connection;
        if (open == null || !open.isOpen()) {
            shared.group().create((recreate ? shared.restart() : shared.start()).get());
            open = shared.group().redis().connections().dedicated();
            Long id = shared.group().redis().call(open, commands -> commands.clientId(), Duration.ZERO);
            connectionId = id == null ? 0 : id;
            connection = open;
        }
        recreate = true;
        acknowledgeDone();
    }

    private void recover(RuntimeException failure) {
        if (pause.equals(FIRST_PAUSE)) {
            log.warn(
                    "{} of {} waits for Redis: {}",
                    shared.group().group(),
                    shared.group().stream(),
                    failure.getMessage());
        }
        disconnect();
        pauseFor(pause);
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }

    private void pauseFor(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            attempts.stop();
        }
    }

    private void disconnect() {
        var open = connection;
        connection = null;
        if (open != null) {
            var _ = open.closeAsync();
        }
    }

    /** Settles what is done and hands back what was read and not begun. */
    private void leave() {
        boolean interrupted = Thread.interrupted();
        try {
            acknowledgeDone();
            List<String> unread = waiting.stream().map(Delivery::id).toList();
            shared.inFlight().remove(unread);
            shared.group().release(unread, Duration.ofDays(1), false);
        } catch (RuntimeException e) {
            log.warn(
                    "{} of {} stopped without Redis: {}",
                    shared.group().group(),
                    shared.group().stream(),
                    e.getMessage());
        } finally {
            disconnect();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
