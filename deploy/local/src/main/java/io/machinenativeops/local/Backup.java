package io.machinenativeops.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Writes all that the stack stores, and its secrets, into a folder, while the stack works. All stores stand still together for
 * the moment in which their files are copied: the backup is what a power cut at that moment would have left, and they start from
 * it as they start after one. What was acknowledged before is in it.
 */
final class Backup {

    /** Of all stores; they have folders of their names. */
    static final List<String> STORES = List.of(Settings.REDIS, Settings.CLICKHOUSE, Settings.POSTGRES);

    /** What the data is of no use without. */
    static final List<String> SECRETS = List.of("keys", "credentials.json");

    private static final double MEGABYTE = 1e6;

    private final Settings settings;
    private final Progress progress;
    private final Clock clock;

    Backup(Settings settings, Progress progress, Clock clock) {
        this.settings = settings;
        this.progress = progress;
        this.clock = clock;
    }

    /** @throws StackFailure if the folder is not empty, or the stack was not stopped in order */
    void into(Path folder) throws IOException, InterruptedException {
        demandEmpty(folder);
        List<String> stores = STORES.stream()
                .filter(store -> settings.ports().containsKey(store) && Files.isDirectory(settings.data(store)))
                .toList();
        if (stores.isEmpty()) {
            throw new StackFailure(
                    "there is nothing to back up in " + settings.home() + ": './mno up' was never run there");
        }
        PrivateFiles.folder(folder);
        Path staged = settings.home().resolve("backup.staged");
        AppFolder.remove(staged);
        try {
            PrivateFiles.folder(staged);
            Instant takenAt = clock.instant();
            stage(stores, staged);
            progress.line(
                    "...", "backup", "copying %.1f MB to %s".formatted(FolderCopy.size(staged) / MEGABYTE, folder));
            demandRoom(staged, folder);
            FolderCopy.copy(staged, folder.resolve("data"));
            for (String secret : SECRETS) {
                if (Files.exists(settings.home().resolve(secret))) {
                    FolderCopy.copy(settings.home().resolve(secret), folder.resolve(secret));
                }
            }
            FolderCopy.sync();
            BackupManifest.of(folder, takenAt, stores).write(folder);
        } finally {
            AppFolder.remove(staged);
        }
        tellWhatIsElsewhere();
        progress.line(
                "ok",
                "backup",
                folder + ": " + String.join(", ", stores) + " and secrets; keep it as you keep passwords");
    }

    private void stage(List<String> stores, Path staged) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        try (Freeze _ = freeze(stores)) {
            for (String store : stores) {
                StoreFiles.snapshot(settings.data(store), staged.resolve(store));
            }
        }
        progress.line("ok", "stores", "stood still for %d ms".formatted((System.nanoTime() - begun) / 1_000_000));
    }

    private Freeze freeze(List<String> stores) throws IOException, InterruptedException {
        Optional<StackState> running = new Status(settings, clock).running();
        if (running.isEmpty() && !new Leftovers(settings).find().isEmpty()) {
            throw new StackFailure("the stack was not stopped in order: './mno down' clears up, then back it up");
        }
        List<ProcessHandle> processes = new ArrayList<>();
        for (String store : stores) {
            running.flatMap(state -> state.part(store))
                    .ifPresent(part -> processes.add(part.alive()
                            .orElseThrow(() -> new StackFailure(
                                    store + " is being started again: try once more when it is ready"))));
        }
        return Freeze.of(processes);
    }

    private static void demandEmpty(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> content = Files.isDirectory(folder) ? Files.list(folder) : Stream.of(folder)) {
            if (content.findAny().isPresent()) {
                throw new StackFailure(folder + " is not empty: expected a new folder");
            }
        }
    }

    private static void demandRoom(Path staged, Path folder) throws IOException {
        long size = FolderCopy.size(staged);
        long room = Files.getFileStore(folder).getUsableSpace();
        if (room < size) {
            throw new StackFailure("%s has room for %.1f MB, the backup needs %.1f MB"
                    .formatted(folder, room / MEGABYTE, size / MEGABYTE));
        }
    }

    private void tellWhatIsElsewhere() {
        STORES.stream()
                .filter(store -> !settings.ports().containsKey(store))
                .forEach(store -> progress.line("warn", store, "is a server of yours: back it up with its own means"));
    }
}
