package io.machinenativeops.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps logs from growing without end. The processes write into their logs themselves (appending), so that they live on
 * when the supervisor dies; hence a full log is copied away and emptied rather than renamed.
 */
final class LogRotation implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LogRotation.class);
    private static final long FULL = 10L << 20;
    private static final int KEPT = 3;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("logs").factory());

    private LogRotation() {}

    static LogRotation begin(Path folder) {
        LogRotation rotation = new LogRotation();
        var _ = rotation.timer.scheduleWithFixedDelay(() -> rotateAll(folder), 10, 10, TimeUnit.SECONDS);
        return rotation;
    }

    private static void rotateAll(Path folder) {
        try (DirectoryStream<Path> logs = Files.newDirectoryStream(folder, "*.log")) {
            for (Path file : logs) {
                rotate(file, FULL, KEPT);
            }
        } catch (IOException e) {
            log.warn("cannot rotate the logs in {}", folder, e);
        }
    }

    /** Moves the content to {@code FILE.1} when it is larger than {@code full} bytes; {@code FILE.kept} is the oldest. */
    static void rotate(Path file, long full, int kept) throws IOException {
        if (Files.size(file) <= full) {
            return;
        }
        for (int number = kept; number > 1; number--) {
            Path younger = numbered(file, number - 1);
            if (Files.exists(younger)) {
                Files.move(younger, numbered(file, number), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.copy(file, numbered(file, 1), StandardCopyOption.REPLACE_EXISTING);
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
                .close();
    }

    private static Path numbered(Path file, int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
