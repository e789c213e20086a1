package io.machinenativeops.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Keeps the engine from writing to a disk that is nearly full. The library takes a write that failed for lack of space for
 * one that was done: an insert is then answered with success, or a merge replaces its sources, and the files are empty.
 */
final class DiskGuard implements AutoCloseable {

    private static final Logger LOG = System.getLogger(DiskGuard.class.getName());
    private static final Duration LOOK = Duration.ofMillis(100);
    /** What other programs may write between two looks and while the inserts in hand end. */
    private static final long MOST_RESERVED = 512L << 20;

    private static final int SHARE_RESERVED = 10;

    private final LongSupplier free;
    private final long least;
    private final Consumer<String> engine;
    private final Thread looking =
            Thread.ofPlatform().daemon().name("disk-guard").unstarted(this::keepLooking);
    private volatile boolean low;

    /**
     * A guard that looks when it is told to.
     *
     * @param free bytes that are left
     * @param least bytes below which nothing is written
     * @param engine runs a statement
     */
    DiskGuard(LongSupplier free, long least, Consumer<String> engine) {
        this.free = free;
        this.least = least;
        this.engine = engine;
    }

    /** Guards the disk of a folder from now on: a tenth of it, but no more than 512 MiB, stays free. */
    static DiskGuard of(Path folder, Consumer<String> engine) throws IOException {
        Files.createDirectories(folder);
        FileStore disk = Files.getFileStore(folder);
        long least = Math.min(MOST_RESERVED, disk.getTotalSpace() / SHARE_RESERVED);
        DiskGuard guard = new DiskGuard(() -> usable(disk), least, engine);
        guard.look();
        guard.looking.start();
        return guard;
    }

    private static long usable(FileStore disk) {
        try {
            return disk.getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * To be called before rows are written.
     *
     * @throws EngineException when too little space is left
     */
    void requireRoom() {
        long left = free.getAsLong();
        if (low || left < least) {
            throw EngineException.notEnoughSpace(
                    "The disk has " + left + " bytes left, expected at least " + least + ": nothing is inserted");
        }
    }

    /** Stops merges when space gets short, and lets them go on when there is a quarter more than the least. */
    void look() {
        long left = free.getAsLong();
        boolean nowLow = left < (low ? least + least / 4 : least);
        if (nowLow == low) {
            return;
        }
        low = nowLow;
        LOG.log(
                Logger.Level.WARNING,
                nowLow
                        ? "The disk has " + left + " bytes left, less than " + least + ": no inserts and merges"
                        : "The disk has " + left + " bytes left: inserts and merges go on");
        engine.accept(nowLow ? "SYSTEM STOP MERGES" : "SYSTEM START MERGES");
    }

    private void keepLooking() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Thread.sleep(LOOK);
                look();
            } catch (InterruptedException closed) {
                return;
            } catch (RuntimeException failure) {
                LOG.log(Logger.Level.WARNING, "The free space cannot be told", failure);
            }
        }
    }

    @Override
    public void close() {
        looking.interrupt();
        try {
            looking.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
