package io.machinenativeops.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.machinenativeops.embedded.EndSignal;

/**
 * What a supervisor that was killed left running: the processes it wrote down, and those it had no time to write down,
 * told by their command line or, for stores, by the folder they run in.
 */
final class Leftovers {

    private static final Duration GRACE = Duration.ofSeconds(40);

    private final Settings settings;

    Leftovers(Settings settings) {
        this.settings = settings;
    }

    /** In the order in which they are to be stopped, by what they are called. */
    Map<ProcessHandle, String> find() {
        Map<ProcessHandle, String> found = new LinkedHashMap<>();
        Optional<StackState> state = new StateFile(settings.state()).read();
        List<PartState> parts = new ArrayList<>(state.map(StackState::parts).orElse(List.of()));
        for (PartState part : parts.reversed()) {
            part.alive().ifPresent(process -> found.put(process, part.name()));
        }
        ProcessHandle.allProcesses()
                .filter(process -> !process.equals(ProcessHandle.current()) && isOurs(process))
                .forEach(process -> found.putIfAbsent(process, "process of this stack"));
        // PostgreSQL ends its own children; one that is ended by another makes it recover.
        found.keySet()
                .removeIf(process -> process.parent().filter(found::containsKey).isPresent());
        return found;
    }

    private boolean isOurs(ProcessHandle process) {
        String mark = JvmService.mark(settings.home());
        boolean marked = process.info()
                .arguments()
                .map(arguments -> List.of(arguments).contains(mark))
                .orElse(false);
        if (marked) {
            return true;
        }
        try {
            Path folder = Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "cwd"));
            return folder.startsWith(settings.home().resolve("data"));
        } catch (IOException e) {
            // Not Linux, or not ours to see.
            return false;
        }
    }

    private static boolean isPostgres(ProcessHandle process) {
        return process.info()
                .command()
                .filter(command -> command.endsWith("/postgres"))
                .isPresent();
    }

    /** Stops them one after the other, and says so; returns when none is left. */
    void stop(Progress progress) {
        find().forEach((process, name) -> {
            progress.line("...", name, "left by a supervisor that was killed: stopping pid " + process.pid());
            Ending.of(process, isPostgres(process) ? EndSignal.INT : EndSignal.TERM, GRACE);
        });
    }
}
