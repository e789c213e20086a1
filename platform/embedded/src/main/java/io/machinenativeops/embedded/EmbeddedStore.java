package io.machinenativeops.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The life of a store: a child process on one folder and one port of 127.0.0.1 that is ended, killed and started again. */
public abstract sealed class EmbeddedStore implements AutoCloseable
        permits EmbeddedRedis, EmbeddedClickHouse, EmbeddedPostgres {

    /** PostgreSQL says so while processes of a server that was killed have not yet noticed. */
    private static final String STILL_ENDING = "pre-existing shared memory block";

    private final Launch launch;
    private ChildProcess process;

    /** Starts the store and returns when it answers. */
    EmbeddedStore(Launch launch) {
        this.launch = launch;
        this.process = launch.run();
    }

    /**
     * How a store is started, each time the same way.
     *
     * @param leashed whether the process ends with this JVM
     * @param answers whether the store takes work
     * @param endSignal asks the process to end in good order
     */
    record Launch(
            String name,
            List<String> command,
            Path folder,
            int port,
            boolean leashed,
            BooleanSupplier answers,
            Duration patience,
            EndSignal endSignal) {

        private ChildProcess run() {
            long deadline = System.nanoTime() + patience.toNanos();
            while (true) {
                FreePort.choose(port);
                ChildProcess started = ChildProcess.start(name, command, folder, leashed, endSignal);
                try {
                    started.awaitReady(answers, patience);
                    return started;
                } catch (EmbeddedStoreException e) {
                    if (!String.valueOf(e.getMessage()).contains(STILL_ENDING) || System.nanoTime() > deadline) {
                        throw e;
                    }
                    ChildProcess.pause();
                }
            }
        }
    }

    /** Where clients reach the store. */
    public abstract String url();

    public final int port() {
        return launch.port();
    }

    public final long pid() {
        return process.pid();
    }

    /** Whether the store answers. */
    public final boolean isHealthy() {
        return process.isAlive() && launch.answers().getAsBoolean();
    }

    /** Ends the store as in a crash (SIGKILL). */
    public final void kill() {
        process.kill();
    }

    /** Starts the store again on the same folder and port, stopping it first if it still runs. */
    public final void restart() {
        stop();
        process = launch.run();
    }

    /** Ends the store in good order unless it has ended, and waits; returns its exit code, 0 if all went well. */
    public final int stop() {
        return process.stop();
    }

    @Override
    public final void close() {
        stop();
    }
}
