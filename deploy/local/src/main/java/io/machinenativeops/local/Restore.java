package io.machinenativeops.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** Puts the stack back to what a {@link Backup} holds. What was there before is kept beside it. */
final class Restore {

    private static final List<String> PARTS = List.of("data", "keys", "credentials.json");

    private final Settings settings;
    private final Progress progress;
    private final Clock clock;

    Restore(Settings settings, Progress progress, Clock clock) {
        this.settings = settings;
        this.progress = progress;
        this.clock = clock;
    }

    /** @throws StackFailure if the stack runs, or the folder is no whole backup; then nothing is changed */
    void from(Path folder) throws IOException, InterruptedException {
        if (new Status(settings, clock).running().isPresent()
                || !new Leftovers(settings).find().isEmpty()) {
            throw new StackFailure("the stack runs: './mno down' stops it, then restore");
        }
        BackupManifest manifest = BackupManifest.verified(folder);
        PrivateFiles.folder(settings.home());
        Path next = settings.home().resolve("restored.next");
        AppFolder.remove(next);
        PrivateFiles.folder(next);
        for (String part : PARTS) {
            if (Files.exists(folder.resolve(part))) {
                FolderCopy.copy(folder.resolve(part), next.resolve(part));
            }
        }
        FolderCopy.sync();
        Path before = settings.home().resolve("replaced-" + clock.instant().getEpochSecond());
        boolean replaced = false;
        for (String part : PARTS) {
            Path present = settings.home().resolve(part);
            if (Files.exists(present)) {
                PrivateFiles.folder(before);
                Files.move(present, before.resolve(part));
                replaced = true;
            }
            if (Files.exists(next.resolve(part))) {
                Files.move(next.resolve(part), present);
            }
        }
        AppFolder.remove(next);
        if (replaced) {
            progress.line("...", "before", "what was here is in " + before + "; remove it when you need it no more");
        }
        progress.line("ok", "restored", "as of %s; './mno up' starts it".formatted(manifest.takenAt()));
    }
}
