package io.machinenativeops.platform.testing;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds files of the repository from a test of any module. */
public final class Repository {

    private Repository() {}

    /** A file or folder below the root of the repository. */
    public static Path file(String path) {
        var folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("mno"))) {
            var parent = folder.getParent();
            if (parent == null) {
                throw new IllegalStateException("No folder above " + Path.of("").toAbsolutePath() + " holds ./mno");
            }
            folder = parent;
        }
        return folder.resolve(path);
    }
}
