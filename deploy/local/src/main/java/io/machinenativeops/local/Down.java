package io.machinenativeops.local;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Stops the stack, so that no process of it is left. */
final class Down {

    /** The parts end one after the other, each with its own grace. */
    private static final Duration GRACE = Duration.ofMinutes(3);

    private static final List<String> STATE = List.of(
            "data",
            "keys",
            "log",
            "app",
            "backup.staged",
            "restored.next",
            "credentials.json",
            "credentials.lock",
            "state.json",
            "supervisor.pid",
            "supervisor.lock");

    private final Settings settings;
    private final Progress progress;
    private final Status status;

    Down(Settings settings, Progress progress) {
        this.settings = settings;
        this.progress = progress;
        this.status = new Status(settings, Clock.systemUTC());
    }

    /** Stops everything and keeps what is stored. */
    void run() throws IOException {
        progress.text(stop() ? "Stopped. What was stored is kept in " + settings.home() + "." : "Nothing was running.");
    }

    /** Whether there was anything to stop. */
    private boolean stop() throws IOException {
        Optional<StackState> running = status.running();
        running.flatMap(state -> state.supervisor().find()).ifPresent(supervisor -> {
            progress.line("...", "stack", "stopping: the gateway, the services, then the stores");
            Ending.of(supervisor, GRACE);
        });
        Leftovers leftovers = new Leftovers(settings);
        boolean nothing = running.isEmpty() && leftovers.find().isEmpty();
        leftovers.stop(progress);
        new StateFile(settings.state()).delete();
        Files.deleteIfExists(settings.pidFile());
        return !nothing;
    }

    /** Stops everything and removes what the stores hold, but not the secrets: organisation and first user stay. */
    void empty() throws IOException {
        stop();
        AppFolder.remove(settings.home().resolve("data"));
    }

    /** Stops everything and removes all that this program wrote, and the folder when nothing else is in it. */
    void purge() throws IOException {
        stop();
        for (String entry : STATE) {
            AppFolder.remove(settings.home().resolve(entry));
        }
        try {
            Files.deleteIfExists(settings.home());
        } catch (DirectoryNotEmptyException e) {
            progress.text("Kept in " + settings.home() + ": what this program did not write.");
            return;
        }
        progress.text("Removed " + settings.home() + ": data, keys, credentials and logs.");
    }
}
