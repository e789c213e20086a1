package io.machinenativeops.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of one user that keeps what is fetched or unpacked once: {@code $XDG_CACHE_HOME} or {@code ~/.cache}. */
record UserCache(Path root) {

    static UserCache ofUser() {
        String configured = System.getenv("XDG_CACHE_HOME");
        Path base = configured == null || configured.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(configured);
        return new UserCache(base.resolve("machinenativeops"));
    }

    Path folder(String first, String... more) {
        Path folder = root.resolve(Path.of(first, more));
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new EmbeddedStoreException(
                    "Cannot create the cache folder " + folder + "; set XDG_CACHE_HOME to a writable folder", e);
        }
    }
}
