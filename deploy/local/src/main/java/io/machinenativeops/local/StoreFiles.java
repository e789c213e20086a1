package io.machinenativeops.local;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/** The folders in which stores keep their data, as a backup copies them. */
final class StoreFiles {

    /** What says that a store runs, or what it printed. */
    private static final Set<String> OF_THE_RUN = Set.of("postmaster.pid", "postmaster.opts", "status");

    private StoreFiles() {}

    /**
     * Copies a store's folder while nobody writes to it. What is never changed once it is written, ClickHouse's columns, is
     * linked: that takes no time however much it is.
     *
     * @param to a folder that is not there yet, on the same disk
     */
    static void snapshot(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.copy(folder, to.resolve(from.relativize(folder).toString()), StandardCopyOption.COPY_ATTRIBUTES);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path target = to.resolve(from.relativize(file).toString());
                if (attributes.isSymbolicLink()) {
                    link(from, file, target);
                } else if (attributes.isRegularFile() && !isOfTheRun(file)) {
                    if (isNeverChanged(file)) {
                        Files.createLink(target, file);
                    } else {
                        Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
                    }
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Links inside the folder stay, wherever it is restored to; those out of it lead to logs. */
    private static void link(Path root, Path link, Path copy) throws IOException {
        Path leadsTo = Files.readSymbolicLink(link);
        Path whole = link.resolveSibling(leadsTo).normalize();
        if (whole.startsWith(root)) {
            Path steps = link.relativize(whole);
            // From the link's folder, not from the link.
            Files.createSymbolicLink(copy, steps.subpath(1, steps.getNameCount()));
        }
    }

    private static boolean isOfTheRun(Path file) {
        String name = file.getFileName().toString();
        return OF_THE_RUN.contains(name) || name.endsWith(".log");
    }

    private static boolean isNeverChanged(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".bin") || name.matches(".*\\.c?mrk\\d?");
    }
}
