package io.machinenativeops.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * The unpacked jar of one service, in the stack's own folder: it starts faster than a jar of jars, and a build in the
 * repository cannot change it under the running service.
 */
final class AppFolder {

    private final Path folder;

    AppFolder(Path folder) {
        this.folder = folder;
    }

    /** The one {@code NAME-VERSION-exec.jar} in a folder. */
    static Path execJar(Path folder) {
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "*-exec.jar")) {
            for (Path jar : jars) {
                return jar;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look for the jar of a service in " + folder, e);
        }
        throw new IllegalStateException("no *-exec.jar in " + folder + ": build first");
    }

    /** The jar to run; unpacked anew only when the built one is another than last time. */
    Path unpack(Path builtJar) throws IOException, InterruptedException {
        Path runnable = folder.resolve(builtJar.getFileName());
        Path source = folder.resolve("source");
        String identity = content(builtJar);
        if (Files.exists(runnable)
                && Files.exists(source)
                && Files.readString(source).equals(identity)) {
            return runnable;
        }
        remove(folder);
        Process extraction = new ProcessBuilder(List.of(
                        JvmService.java(),
                        "-XX:TieredStopAtLevel=1",
                        "-Djarmode=tools",
                        "-jar",
                        builtJar.toString(),
                        "extract",
                        "--destination",
                        folder.toString()))
                .redirectErrorStream(true)
                .start();
        String said = new String(extraction.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (extraction.waitFor() != 0) {
            throw new IOException("cannot unpack %s into %s: %s".formatted(builtJar, folder, said.strip()));
        }
        Files.writeString(source, identity);
        return runnable;
    }

    /** Names, sizes and checksums of all that is in the jar; its own time says nothing, since builds are reproducible. */
    private static String content(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.stream()
                    .map(entry -> "%s %d %08x".formatted(entry.getName(), entry.getSize(), entry.getCrc()))
                    .collect(Collectors.joining("\n"));
        } catch (ZipException e) {
            throw new IOException("cannot unpack " + jar + ": " + e.getMessage(), e);
        }
    }

    /** Removes a file or a folder with all that is in it, if it is there. */
    static void remove(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(path)) {
            for (Path entry : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
        }
    }
}
