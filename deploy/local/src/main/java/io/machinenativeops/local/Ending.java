package io.machinenativeops.local;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.machinenativeops.embedded.EndSignal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of a process: asked for, then forced. */
final class Ending {

    private static final Logger log = LoggerFactory.getLogger(Ending.class);
    private static final Duration AFTER_KILL = Duration.ofSeconds(10);

    private Ending() {}

    /** Sends SIGTERM, waits, sends SIGKILL when the grace is over; returns when the process is gone. */
    static void of(ProcessHandle process, Duration grace) {
        of(process, EndSignal.TERM, grace);
    }

    /** Sends the signal, waits, sends SIGKILL when the grace is over; returns when the process is gone. */
    static void of(ProcessHandle process, EndSignal signal, Duration grace) {
        signal.send(process);
        if (isGone(process, grace)) {
            return;
        }
        log.warn("pid {} did not end within {} s: killed", process.pid(), grace.toSeconds());
        process.destroyForcibly();
        if (!isGone(process, AFTER_KILL)) {
            log.error("pid {} survived being killed", process.pid());
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
