package io.machinenativeops.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The ClickHouse engine as a library, fetched once for each user by the npm client and kept in the user's cache.
 *
 * <p>npm checks the package against the SHA-512 written here, and the finished folder appears under its name in one step,
 * so a broken or half download is never used.
 */
final class EngineLibrary {

    static final String VERSION = "26.7.3-stable.1";

    private static final Map<String, Artifact> ARTIFACTS = Map.of(
            "linux-x64",
            new Artifact(
                    "@chdb/lib-linux-x64-gnu",
                    "libchdb.so",
                    "sha512-XP97mMqnc5tZpKQywR8N7cLTsHNiTmHr30pC5mzo3jWmukjKn2IBa60c2B/gWUNcuFjOMjWoorQICCqBVj5wpw=="));

    /** An npm package, the library file in it, and its checksum as npm writes it. */
    record Artifact(String name, String file, String integrity) {}

    private final UserCache cache;
    private final Platform platform;
    private final String npm;
    private final Consumer<String> progress;

    EngineLibrary(UserCache cache, Platform platform, String npm, Consumer<String> progress) {
        this.cache = cache;
        this.platform = platform;
        this.npm = npm;
        this.progress = progress;
    }

    /** The library file, fetched first if it is not there yet. */
    Path file() {
        Artifact artifact = ARTIFACTS.get(platform.toString());
        if (artifact == null) {
            throw new EmbeddedStoreException("No embedded ClickHouse for " + platform + ", only for "
                    + ARTIFACTS.keySet().stream().sorted().toList() + realServer());
        }
        Path folder = cache.folder("clickhouse").resolve(VERSION + "-" + platform);
        Path library = folder.resolve("node_modules").resolve(artifact.name()).resolve(artifact.file());
        if (!Files.exists(library)) {
            fetch(artifact, folder, library);
        }
        return library;
    }

    private void fetch(Artifact artifact, Path folder, Path library) {
        Path lockFile = folder.resolveSibling(folder.getFileName() + ".lock");
        // The file lock holds between processes only, the monitor between the threads of this one.
        synchronized (EngineLibrary.class) {
            try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (lock.isValid() && !Files.exists(library)) {
                    Path partial = Files.createTempDirectory(folder.getParent(), VERSION + ".part");
                    try {
                        install(artifact, partial);
                        delete(folder);
                        Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
                    } finally {
                        delete(partial);
                    }
                }
            } catch (IOException e) {
                throw new EmbeddedStoreException(
                        "Cannot keep the ClickHouse engine in " + folder + ": " + e.getMessage() + realServer(), e);
            }
        }
    }

    private void install(Artifact artifact, Path folder) throws IOException {
        progress.accept("Fetching the ClickHouse engine " + VERSION + " for " + platform
                + " through npm, about 160 MB once, into " + folder.getParent());
        Files.writeString(folder.resolve("package.json"), """
                {"name": "clickhouse-engine", "private": true, "dependencies": {"%s": "%s"}}
                """.formatted(artifact.name(), VERSION));
        Files.writeString(
                folder.resolve("package-lock.json"), """
                {"name": "clickhouse-engine", "lockfileVersion": 3, "requires": true, "packages": {
                  "": {"name": "clickhouse-engine", "dependencies": {"%1$s": "%2$s"}},
                  "node_modules/%1$s": {"version": "%2$s", "integrity": "%3$s"}}}
                """.formatted(artifact.name(), VERSION, artifact.integrity()));
        Path log = folder.resolve("npm.log");
        Process process;
        try {
            process = new ProcessBuilder(npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-progress")
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new EmbeddedStoreException(
                    "The ClickHouse engine comes through npm, but '" + npm
                            + "' cannot be run: install Node.js 20 or newer" + realServer(),
                    e);
        }
        await(process, folder);
        if (process.exitValue() != 0) {
            throw new EmbeddedStoreException("npm could not fetch " + artifact.name() + "@" + VERSION + " (exit code "
                    + process.exitValue() + "): " + Files.readString(log).strip() + realServer());
        }
        progress.accept("The ClickHouse engine is complete and its checksum is right");
    }

    private void await(Process process, Path folder) throws IOException {
        try {
            long seconds = 0;
            while (!process.waitFor(5, TimeUnit.SECONDS)) {
                seconds += 5;
                progress.accept("  … " + seconds + " s, " + (size(folder) >> 20) + " MB unpacked");
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new EmbeddedStoreException("Interrupted while fetching the ClickHouse engine", e);
        }
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static String realServer() {
        return "; or set CLICKHOUSE_URL=http://host:8123 to use a real ClickHouse server";
    }
}
