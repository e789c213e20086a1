package io.machinenativeops.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/** The stores and folders that one JVM's tests share; both go when the JVM has ended. */
final class SharedStores {

    private final Path root;
    private @Nullable EmbeddedRedis redis;
    private @Nullable EmbeddedClickHouse clickHouse;
    private @Nullable EmbeddedPostgres postgres;

    SharedStores() {
        try {
            root = Files.createTempDirectory("embedded-stores");
            Leash.deleteLater(root);
        } catch (IOException e) {
            throw new EmbeddedStoreException("Cannot create a temporary folder for the stores", e);
        }
    }

    EmbeddedRedis redis() {
        EmbeddedRedis running = redis;
        if (running == null) {
            running = EmbeddedRedis.in(root.resolve("redis")).start();
            redis = running;
        }
        return running;
    }

    EmbeddedClickHouse clickHouse() {
        EmbeddedClickHouse running = clickHouse;
        if (running == null) {
            running = EmbeddedClickHouse.in(root.resolve("clickhouse")).start();
            clickHouse = running;
        }
        return running;
    }

    EmbeddedPostgres postgres() {
        EmbeddedPostgres running = postgres;
        if (running == null) {
            running = EmbeddedPostgres.in(root.resolve("postgres")).unsynced().start();
            postgres = running;
        }
        return running;
    }

    Path folder() {
        try {
            return Files.createTempDirectory(root, "private");
        } catch (IOException e) {
            throw new EmbeddedStoreException("Cannot create a folder in " + root, e);
        }
    }
}
