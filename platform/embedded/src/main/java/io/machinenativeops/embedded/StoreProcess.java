package io.machinenativeops.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The life of one store: a child process on one folder and port that is ended, killed and started again. */
final class StoreProcess {

    private final String name;
    private final List<String> command;
    private final Path folder;
    private final int port;
    private final boolean leashed;
    private final BooleanSupplier answers;
    private final Duration startPatience;
    private ChildProcess process;

    StoreProcess(
            String name,
            List<String> command,
            Path folder,
            int port,
            boolean leashed,
            BooleanSupplier answers,
            Duration startPatience) {
        this.name = name;
        this.command = command;
        this.folder = folder;
        this.port = port;
        this.leashed = leashed;
        this.answers = answers;
        this.startPatience = startPatience;
        this.process = launch();
    }

    long pid() {
        return process.pid();
    }

    boolean isHealthy() {
        return process.isAlive() && answers.getAsBoolean();
    }

    void kill() {
        process.kill();
    }

    void restart() {
        stop();
        process = launch();
    }

    int stop() {
        return process.stop();
    }

    private ChildProcess launch() {
        FreePort.choose(port);
        ChildProcess started = ChildProcess.start(name, command, folder, leashed);
        started.awaitReady(answers, startPatience);
        return started;
    }
}
