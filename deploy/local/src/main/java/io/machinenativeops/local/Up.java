package io.machinenativeops.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Starts the stack and stays until it works, telling what is going on. */
final class Up {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int HOPELESS_RESTARTS = 2;
    private static final int TOLD_LOG_LINES = 25;

    private final Settings settings;
    private final Progress progress;
    private final Status status;
    private final Map<String, PartState> told = new HashMap<>();
    private final long begun = System.nanoTime();
    private long deadline;

    Up(Settings settings, Progress progress) {
        this.settings = settings;
        this.progress = progress;
        this.status = new Status(settings, Clock.systemUTC());
    }

    void run(boolean fresh) throws IOException, InterruptedException {
        Optional<StackState> running = status.running();
        if (running.isPresent() && !fresh) {
            if (running.get().ready()) {
                progress.text("Already running.");
            } else {
                progress.text("Already being started.");
                awaitReady(running.get().supervisor().find().orElseThrow());
            }
            haveAKey();
            tellWhere();
            return;
        }
        if (fresh) {
            new Down(settings, progress).empty();
        }
        prepare();
        Process supervisor = supervise();
        try {
            awaitReady(supervisor.toHandle());
        } catch (StackFailure e) {
            Ending.of(supervisor.toHandle(), Duration.ofMinutes(2));
            throw e;
        }
        haveAKey();
        tellWhere();
    }

    private void haveAKey() throws IOException, InterruptedException {
        boolean made = new Bootstrap(settings).run();
        progress.line("ok", "credentials", settings.credentials() + (made ? ", with a new key" : ""));
        progress.line("ok", "usage", "is taken and answered (%.1f s)".formatted((System.nanoTime() - begun) / 1e9));
    }

    private void prepare() throws IOException, InterruptedException {
        PrivateFiles.folder(settings.home());
        Files.createDirectories(settings.home().resolve("log"));
        new Leftovers(settings).stop(progress);
        new StateFile(settings.state()).delete();
        settings.ports().forEach(this::demandFreePort);
        // What cannot be read is told before anything is started.
        Credentials.read(settings);
        unpack(Settings.TEAM_RBAC, "team-rbac-service");
        unpack(Settings.TOKEN_TRACKING, "token-tracking-service");
        unpack(Settings.GATEWAY, "gateway");
    }

    private void unpack(String name, String module) throws IOException, InterruptedException {
        new AppFolder(settings.app(name))
                .unpack(AppFolder.execJar(settings.root().resolve(module).resolve("target")));
    }

    private void demandFreePort(String part, int port) {
        String address = part.equals(Settings.GATEWAY) ? settings.bind() : Settings.LOOPBACK;
        if (Ports.isFree(address, port)) {
            return;
        }
        String owner = Ports.owner(port)
                .map(process -> "pid %d (%s)"
                        .formatted(process.pid(), process.info().command().orElse("unknown program")))
                .orElse("another process");
        throw new StackFailure(
                "port %d on %s, which %s needs, is taken by %s. Stop that, or choose other ports: MNO_PORT_BASE=%d ./mno up"
                        .formatted(
                                port,
                                address,
                                part,
                                owner,
                                settings.portBase() < 9000 ? settings.portBase() + 1000 : 8080));
    }

    /** In a session of its own and deaf to the terminal, so that neither Ctrl-C nor a closed window ends the stack. */
    private Process supervise() throws IOException {
        Path log = settings.log("supervisor");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        "/bin/sh",
                        "-c",
                        "trap '' INT HUP; if command -v setsid >/dev/null; then exec setsid \"$@\"; fi; exec \"$@\"",
                        "sh",
                        JvmService.java(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "--enable-native-access=ALL-UNNAMED",
                        JvmService.mark(settings.home()),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "supervise"))
                .directory(settings.home().toFile())
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(settings.environment());
        return builder.start();
    }

    private void awaitReady(ProcessHandle supervisor) throws InterruptedException {
        deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Optional<StackState> state = status.running();
            if (state.isPresent()) {
                state.get().parts().forEach(this::tell);
                if (state.get().ready()) {
                    return;
                }
            }
            if (!supervisor.isAlive()) {
                throw new StackFailure("the supervisor ended; its log ends with\n"
                        + LogTail.of(settings.log("supervisor"), TOLD_LOG_LINES));
            }
            if (System.nanoTime() > deadline) {
                String missing = state.map(StackState::parts).orElse(List.of()).stream()
                        .filter(part -> part.state() != PartState.State.READY)
                        .map(part -> part.name() + " (" + part.state().text() + ")")
                        .reduce((one, other) -> one + ", " + other)
                        .orElse("nothing");
                throw new StackFailure("not ready: %s; nothing moved for %d minutes. See './mno logs'"
                        .formatted(missing, PATIENCE.toMinutes()));
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private void tell(PartState part) {
        PartState before = told.put(part.name(), part);
        boolean sameState = before != null && before.state() == part.state();
        if (sameState && Objects.equals(before.detail(), part.detail())) {
            return;
        }
        deadline = System.nanoTime() + PATIENCE.toNanos();
        switch (part.state()) {
            case STARTING -> {
                if (part.detail() != null) {
                    progress.line("...", part.name(), part.detail());
                } else if (!sameState) {
                    progress.line("...", part.name(), "starting on port " + part.port());
                }
            }
            case READY ->
                progress.line(
                        "ok",
                        part.name(),
                        "ready on port %d (%.1f s)".formatted(part.port(), (System.nanoTime() - begun) / 1e9));
            case RESTARTING -> {
                progress.line("warn", part.name(), String.valueOf(part.detail()));
                if (part.restarts() >= HOPELESS_RESTARTS) {
                    throw new StackFailure("%s does not start; its log ends with%n%s"
                            .formatted(part.name(), LogTail.of(settings.log(part.name()), TOLD_LOG_LINES)));
                }
            }
            case WAITING, UNREADY, STOPPING, STOPPED -> {}
        }
    }

    private void tellWhere() {
        String gateway = status.running().map(StackState::gatewayUrl).orElseGet(settings::gatewayUrl);
        progress.text(Welcome.text(gateway, settings));
    }
}
