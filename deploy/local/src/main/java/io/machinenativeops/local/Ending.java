package io.machinenativeops.local;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of a process: asked for, then forced. */
final class Ending {

    private static final Logger log = LoggerFactory.getLogger(Ending.class);
    private static final Duration AFTER_KILL = Duration.ofSeconds(10);

    private Ending() {}

    /** Asks a process to end in order. */
    enum Signal {
        TERM,
        /** What PostgreSQL wants: at {@code TERM} it waits until its clients have gone. */
        INT
    }

    /** Sends SIGTERM, waits, sends SIGKILL when the grace is over; returns when the process is gone. */
    static void of(ProcessHandle process, Duration grace) {
        of(process, Signal.TERM, grace);
    }

    /** Sends the signal, waits, sends SIGKILL when the grace is over; returns when the process is gone. */
    static void of(ProcessHandle process, Signal signal, Duration grace) {
        ask(process, signal);
        if (isGone(process, grace)) {
            return;
        }
        log.warn("pid {} did not end within {} s: killed", process.pid(), grace.toSeconds());
        process.destroyForcibly();
        if (!isGone(process, AFTER_KILL)) {
            log.error("pid {} survived being killed", process.pid());
        }
    }

    private static void ask(ProcessHandle process, Signal signal) {
        if (signal == Signal.TERM) {
            process.destroy();
            return;
        }
        try {
            new ProcessBuilder("/bin/sh", "-c", "kill -" + signal + " $0", Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            process.destroy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroy();
        }
    }

    private static boolean isGone(ProcessHandle process, Duration within) {
        try {
            process.onExit().get(within.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return !process.isAlive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !process.isAlive();
        }
    }
}
