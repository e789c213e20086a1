package io.machinenativeops.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Does harm to a running stack, with no more rights than its owner has. */
final class FaultStack {

    static final String TOKEN_TRACKING = "token-tracking";
    static final String GATEWAY = "gateway";
    static final String REDIS = "redis";
    static final String CLICKHOUSE = "clickhouse";

    private static final String DISK_SIZE = "4g";
    private static final Duration REPLACED = Duration.ofMinutes(1);

    private final Stack stack;
    private final boolean ownDisk;

    private FaultStack(Stack stack, boolean ownDisk) {
        this.stack = stack;
        this.ownDisk = ownDisk;
    }

    /** A stack as others started it: its disk is everybody's. */
    static FaultStack of(Stack running) {
        return new FaultStack(running, false);
    }

    /**
     * Starts a stack without data, on a disk of its own: in a mount namespace of its user, which needs no rights; where the
     * machine has no such thing, on the disk that is there.
     */
    static FaultStack startFresh(Stack stack) throws IOException {
        stack.mno("down", "--purge");
        var data = stack.home().resolve("data");
        Files.createDirectories(data);
        var mount = "mount -t tmpfs -o size=%s tmpfs '%s'".formatted(DISK_SIZE, data);
        var namespace = List.of("unshare", "--user", "--map-root-user", "--mount");
        var ownDisk = works(stack, namespace, mount);
        var command = new ArrayList<String>();
        if (ownDisk) {
            command.addAll(namespace);
        }
        command.addAll(List.of("bash", "-c", (ownDisk ? mount + " && " : "") + "exec ./mno up"));
        var result = stack.run(command, Map.of(), stack.root());
        assertThat(result.exitCode()).as(result.output()).isZero();
        return new FaultStack(stack, ownDisk);
    }

    /** The stack as an earlier command kept it, if it did. */
    static Optional<FaultStack> kept(Stack stack) throws IOException {
        var file = stack.home().resolve("state.json");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        var supervisor =
                Stack.JSON.readTree(file).path("supervisor").path("pid").asLong(0);
        var mounts = Path.of("/proc", Long.toString(supervisor), "mounts");
        if (!Files.exists(mounts)) {
            return Optional.empty();
        }
        return Optional.of(new FaultStack(
                stack, Files.readString(mounts).contains(" " + stack.home().resolve("data") + " tmpfs ")));
    }

    private static boolean works(Stack stack, List<String> namespace, String mount) {
        var command = new ArrayList<>(namespace);
        command.addAll(List.of("bash", "-c", mount));
        try {
            return stack.run(command, Map.of(), stack.root()).exitCode() == 0;
        } catch (UncheckedIOException notInstalled) {
            return false;
        }
    }

    Stack stack() {
        return stack;
    }

    boolean hasOwnDisk() {
        return ownDisk;
    }

    /** SIGKILL; returns when the supervisor has started others in their place. */
    void kill(String... names) throws InterruptedException {
        var killed = killNow(names);
        var deadline = System.nanoTime() + REPLACED.toNanos();
        while (killed.stream().anyMatch(ProcessHandle::isAlive)
                || Stream.of(names)
                        .anyMatch(name -> running(name)
                                .filter(process -> !killed.contains(process))
                                .isEmpty())) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(
                        "%s not started again within %s: %s".formatted(List.of(names), REPLACED, state()));
            }
            Thread.sleep(50);
        }
    }

    private List<ProcessHandle> killNow(String... names) {
        // All numbers first: the supervisor starts again what it sees dead.
        var processes = Stream.of(names).map(this::process).toList();
        processes.forEach(ProcessHandle::destroyForcibly);
        return processes;
    }

    /** Holds a process still, as a machine that swaps or a virtual machine that is moved does. */
    void pause(String name, Duration time) throws InterruptedException {
        var pid = process(name).pid();
        signal("STOP", pid);
        try {
            Thread.sleep(time);
        } finally {
            signal("CONT", pid);
        }
    }

    /** Kills a process and keeps it from being started again for a time. */
    void away(String name, Duration time) throws InterruptedException {
        var supervisor = state().get("supervisor").get("pid").asLong();
        signal("STOP", supervisor);
        try {
            killNow(name);
            Thread.sleep(time);
        } finally {
            signal("CONT", supervisor);
        }
    }

    /** Leaves no byte on the disk of the stores for a time. */
    void fillDisk(Duration time) throws InterruptedException {
        // The supervisor lives in the namespace that sees the disk.
        var root = Path.of("/proc", state().get("supervisor").get("pid").asString(), "root");
        var file = root.resolve(
                Path.of("/").relativize(stack.home().resolve("data").resolve("full")));
        try {
            try (var out = Files.newOutputStream(file)) {
                var megabyte = new byte[1 << 20];
                while (true) {
                    out.write(megabyte);
                    // About as fast as a disk takes it, not a memory.
                    Thread.sleep(5);
                }
            } catch (IOException full) {
                Thread.sleep(time);
            }
        } finally {
            delete(file);
        }
    }

    /** Sets the clock that a service reads forward or back, until it ends or is told otherwise. */
    void moveClock(String name, Duration offset) {
        Plant.into(process(name).pid(), "clock " + offset.toSeconds());
    }

    /** From now on, until it ends, token-tracking takes an insert for done before it has begun. */
    void plantLateInsert() {
        Plant.into(process(TOKEN_TRACKING).pid(), "late-insert");
    }

    boolean allReady() {
        return state().get("parts").values().stream()
                .allMatch(part -> part.get("state").asString().equals("ready")
                        && Optional.ofNullable(process(part)).isPresent());
    }

    /** How often processes were started again, all together. */
    long restarts() {
        return state().get("parts").values().stream()
                .mapToLong(part -> part.path("restarts").asLong(0))
                .sum();
    }

    /** Resident memory of each process in MiB. */
    Map<String, Long> residentMegabytes() {
        var resident = new HashMap<String, Long>();
        for (var part : state().get("parts").values()) {
            var process = process(part);
            if (process != null) {
                resident.put(part.get("name").asString(), resident(process.pid()));
            }
        }
        return resident;
    }

    private static long resident(long pid) {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException gone) {
            return 0;
        }
    }

    private ProcessHandle process(String name) {
        return running(name).orElseThrow(() -> new AssertionError(name + " does not run"));
    }

    private Optional<ProcessHandle> running(String name) {
        return state().get("parts").values().stream()
                .filter(part -> part.get("name").asString().equals(name))
                .findFirst()
                .flatMap(part -> Optional.ofNullable(process(part)));
    }

    private static @Nullable ProcessHandle process(JsonNode part) {
        var pid = part.path("process").path("pid").asLong(0);
        return pid == 0
                ? null
                : ProcessHandle.of(pid).filter(ProcessHandle::isAlive).orElse(null);
    }

    /** What the supervisor wrote down; {@code ./mno status} says the same, but starts a JVM to do so. */
    private JsonNode state() {
        return Stack.JSON.readTree(stack.home().resolve("state.json"));
    }

    private static void signal(String signal, long pid) {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
