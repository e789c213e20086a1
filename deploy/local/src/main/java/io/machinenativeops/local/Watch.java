package io.machinenativeops.local;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one part alive: starts it, sees whether it works, and starts it again after a pause when it died. */
final class Watch {

    private static final Logger log = LoggerFactory.getLogger(Watch.class);
    private static final Duration CALM = Duration.ofSeconds(10);
    private static final Duration LOOK_WHILE_STARTING = Duration.ofMillis(100);
    private static final Duration LOOK_WHILE_READY = Duration.ofSeconds(2);

    private final Part part;
    private final Board board;
    private final Backoff backoff;
    private final Clock clock;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread;
    private @Nullable ProcessHandle process;

    Watch(Part part, Board board, Backoff backoff, Clock clock) {
        this.part = part;
        this.board = board;
        this.backoff = backoff;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("watch-" + part.name()).unstarted(this::keepAlive);
    }

    void begin() {
        thread.start();
    }

    private void keepAlive() {
        try {
            while (!isStopping()) {
                String end = oneLife();
                if (isStopping()) {
                    return;
                }
                Duration pause = backoff.next();
                String detail = "%s; started again in %s s".formatted(end, seconds(pause));
                log.warn("{}: {}", part.name(), detail);
                board.update(part.name(), old -> old.diedAt(clock.instant(), detail));
                if (stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** From start to death; returns what is to be said about the death. */
    private String oneLife() throws InterruptedException {
        Instant started = clock.instant();
        ProcessHandle life;
        try {
            life = start();
        } catch (IOException | RuntimeException e) {
            if (!isStopping()) {
                log.error("{}: cannot be started", part.name(), e);
            }
            return "cannot be started: " + e.getMessage();
        }
        if (life == null) {
            return "stopped";
        }
        Instant readySince = null;
        Duration untilNextLook = Duration.ZERO;
        while (!hasExited(life, untilNextLook)) {
            boolean ready = part.ready();
            if (ready && readySince == null) {
                readySince = clock.instant();
                log.info("{}: ready after {} s", part.name(), seconds(Duration.between(started, readySince)));
            }
            if (readySince != null) {
                show(ready ? PartState.State.READY : PartState.State.UNREADY);
                if (Duration.between(readySince, clock.instant()).compareTo(CALM) >= 0) {
                    backoff.reset();
                }
            }
            untilNextLook = ready ? LOOK_WHILE_READY : LOOK_WHILE_STARTING;
        }
        return "pid %d ended after %s s".formatted(life.pid(), seconds(Duration.between(started, clock.instant())));
    }

    private synchronized @Nullable ProcessHandle start() throws IOException {
        if (isStopping()) {
            return null;
        }
        board.update(part.name(), old -> old.startsAt(clock.instant(), null));
        ProcessHandle started = part.start(said -> {
            log.info("{}: {}", part.name(), said);
            board.update(part.name(), old -> old.saying(said));
        });
        process = started;
        ProcessIdentity identity = ProcessIdentity.of(started);
        board.update(part.name(), old -> old.startsAt(clock.instant(), identity));
        log.info("{}: started as pid {} for port {}", part.name(), started.pid(), part.port());
        return started;
    }

    private void show(PartState.State state) {
        PartState shown = board.state().part(part.name()).orElseThrow();
        if (shown.state() == state || isStopping()) {
            return;
        }
        if (state == PartState.State.UNREADY) {
            log.warn("{}: runs, but is not ready any more", part.name());
        }
        board.update(part.name(), old -> old.isAt(clock.instant(), state));
    }

    private static boolean hasExited(ProcessHandle life, Duration within) throws InterruptedException {
        try {
            life.onExit().get(within.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot wait for pid " + life.pid(), e);
        }
    }

    /** Ends the process in order, by force when its grace is over, and starts it no more. */
    void stop() {
        stopping.countDown();
        thread.interrupt();
        synchronized (this) {
            board.update(part.name(), old -> old.isAt(clock.instant(), PartState.State.STOPPING));
            if (process != null) {
                Ending.of(process, part.endSignal(), part.grace());
            }
            log.info("{}: stopped", part.name());
            board.update(part.name(), old -> old.stoppedAt(clock.instant()));
        }
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private static String seconds(Duration duration) {
        return "%.1f".formatted(duration.toMillis() / 1000.0);
    }
}
