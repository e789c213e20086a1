package io.machinenativeops.local;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Whole folders, copied as they are, to other disks too. */
final class FolderCopy {

    private static final long SYNC_SECONDS = 600;

    private FolderCopy() {}

    /** Copies a file, or a folder with all that is in it; links stay links. */
    static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.copy(folder, to.resolve(from.relativize(folder).toString()), StandardCopyOption.COPY_ATTRIBUTES);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path target = file.equals(from)
                        ? to
                        : to.resolve(from.relativize(file).toString());
                Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Bytes of all files below. */
    static long size(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            long size = 0;
            for (Path file : (Iterable<Path>) tree::iterator) {
                size += Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? Files.size(file) : 0;
            }
            return size;
        }
    }

    /** Waits until what was written is on the disk. */
    static void sync() throws IOException, InterruptedException {
        new ProcessBuilder("sync").start().waitFor(SYNC_SECONDS, TimeUnit.SECONDS);
    }
}
