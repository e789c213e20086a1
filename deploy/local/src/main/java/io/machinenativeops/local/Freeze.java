package io.machinenativeops.local;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Processes that stand still, with their children, until this is closed. Each is woken by a shell that waits for the end of its
 * input: so they go on also when this process is killed.
 */
final class Freeze implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** Stopped; or ended, while the parent that would take note of it is stopped; proc(5). */
    private static final Set<String> STILL = Set.of("T", "t", "Z", "X");

    private static final int STATE_AFTER_NAME = 0;

    private final List<Process> wakers = new ArrayList<>();

    private Freeze() {}

    /** @throws StackFailure if they can't be stopped; then all go on */
    static Freeze of(List<ProcessHandle> processes) throws IOException, InterruptedException {
        Freeze freeze = new Freeze();
        try {
            freeze.stop(processes);
            // Those that begin no more children are asked for the ones they have.
            freeze.stop(processes.stream()
                    .flatMap(ProcessHandle::descendants)
                    .filter(ProcessHandle::isAlive)
                    .toList());
            return freeze;
        } catch (IOException | InterruptedException | RuntimeException failure) {
            freeze.close();
            throw failure;
        }
    }

    private void stop(List<ProcessHandle> processes) throws IOException, InterruptedException {
        if (processes.isEmpty()) {
            return;
        }
        List<String> command = new ArrayList<>(List.of(
                "/bin/sh",
                "-c",
                "trap '' INT HUP TERM; kill -STOP \"$@\" 2>/dev/null; echo; read -r _; kill -CONT \"$@\" 2>/dev/null",
                "sh"));
        processes.forEach(process -> command.add(Long.toString(process.pid())));
        Process waker = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        wakers.add(waker);
        if (waker.getInputStream().read() < 0) {
            throw new StackFailure("the stores can't be stopped for the moment of the backup");
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (ProcessHandle process : processes) {
            while (process.isAlive() && !standsStill(process)) {
                if (System.nanoTime() > deadline) {
                    throw new StackFailure("pid %d did not stand still within %d s, as a backup needs it to"
                            .formatted(process.pid(), PATIENCE.toSeconds()));
                }
                TimeUnit.MILLISECONDS.sleep(1);
            }
        }
    }

    /** Whether each thread stands still; where the system does not tell, after a moment in which it will. */
    private static boolean standsStill(ProcessHandle process) throws InterruptedException {
        Path tasks = Path.of("/proc", Long.toString(process.pid()), "task");
        if (!Files.isDirectory(tasks)) {
            TimeUnit.MILLISECONDS.sleep(200);
            return true;
        }
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
            for (Path thread : threads) {
                String line = Files.readString(thread.resolve("stat"));
                String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
                if (!STILL.contains(fields[STATE_AFTER_NAME])) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            // A thread or the process ended between the listing and the look.
            return false;
        }
    }

    /** Lets them go on. */
    @Override
    public void close() {
        Stream.iterate(wakers.size() - 1, at -> at >= 0, at -> at - 1)
                .map(wakers::get)
                .forEach(Freeze::wake);
        wakers.clear();
    }

    private static void wake(Process waker) {
        try {
            waker.getOutputStream().close();
            waker.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (IOException e) {
            waker.destroy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
