package io.machinenativeops.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** One started store process with its log file. */
final class ChildProcess {

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);
    private static final int LOG_TAIL_LINES = 15;

    private final String name;
    private final Process process;
    private final Path log;
    private final EndSignal endSignal;

    private ChildProcess(String name, Process process, Path log, EndSignal endSignal) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.endSignal = endSignal;
    }

    /** @param leashed whether the process must end with this JVM, even when this JVM is killed */
    static ChildProcess start(String name, List<String> command, Path folder, boolean leashed, EndSignal endSignal) {
        Path log = folder.resolve(name + ".log");
        try {
            Files.createDirectories(folder);
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
            ChildProcess child = new ChildProcess(name, process, log, endSignal);
            if (leashed) {
                Leash.attach(process, endSignal);
            }
            return child;
        } catch (IOException e) {
            throw new EmbeddedStoreException("Cannot start " + name + " in " + folder + ": " + e.getMessage(), e);
        }
    }

    /** Returns once {@code ready} holds; otherwise ends the process and throws with the end of its log. */
    void awaitReady(BooleanSupplier ready, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        // Alive, too: the answer may come from another process that took the port first.
        while (!(ready.getAsBoolean() && process.isAlive())) {
            if (!process.isAlive()) {
                throw new EmbeddedStoreException(name + " ended with exit code " + process.exitValue()
                        + " while starting; its log ends with:\n" + logTail());
            }
            if (System.nanoTime() > deadline) {
                kill();
                throw new EmbeddedStoreException(name + " was not ready within " + patience.toSeconds()
                        + " s; its log ends with:\n" + logTail());
            }
            pause();
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Asks the process to end, waits, and kills it only when it does not; returns its exit code. */
    int stop() {
        endSignal.send(process.toHandle());
        if (!exitsWithin(STOP_PATIENCE)) {
            process.destroyForcibly();
            exitsWithin(STOP_PATIENCE);
        }
        return process.exitValue();
    }

    /** SIGKILL, as in a crash. */
    void kill() {
        process.destroyForcibly();
        exitsWithin(STOP_PATIENCE);
    }

    private boolean exitsWithin(Duration patience) {
        try {
            return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedStoreException("Interrupted while waiting for a store to start", e);
        }
    }

    private String logTail() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return "(no log at " + log + ")";
        }
    }
}
