package io.machinenativeops.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a backup holds, as its {@code manifest.json} says: written last, so that a folder without one is no backup.
 *
 * @param format 1
 * @param stores whose data is in it; a store that somebody else runs is not
 * @param files SHA-256 in hexadecimal, by path inside the backup
 */
record BackupManifest(int format, Instant takenAt, List<String> stores, SortedMap<String, String> files) {

    static final int FORMAT = 1;

    private static final String NAME = "manifest.json";
    private static final int BUFFER = 1 << 16;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Of what is in the folder now. */
    static BackupManifest of(Path folder, Instant takenAt, List<String> stores) throws IOException {
        return new BackupManifest(FORMAT, takenAt, List.copyOf(stores), digests(folder));
    }

    void write(Path folder) throws IOException {
        PrivateFiles.write(
                folder.resolve(NAME), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
    }

    /**
     * Reads it, and holds the folder to it.
     *
     * @throws StackFailure if the folder is no backup, or is not as it was taken
     */
    static BackupManifest verified(Path folder) throws IOException {
        BackupManifest manifest;
        try {
            manifest = JSON.readValue(Files.readString(folder.resolve(NAME)), BackupManifest.class);
        } catch (NoSuchFileException e) {
            throw new StackFailure(
                    folder + " holds no " + NAME + ": expected a folder that './mno backup' wrote to its end");
        } catch (JacksonException e) {
            throw new StackFailure(folder.resolve(NAME) + " cannot be read: " + e.getOriginalMessage());
        }
        if (manifest.format() != FORMAT) {
            throw new StackFailure("%s has the format %d: expected %d".formatted(folder, manifest.format(), FORMAT));
        }
        Map<String, String> found = digests(folder);
        manifest.files().forEach((file, digest) -> {
            String now = found.remove(file);
            if (!digest.equals(now)) {
                throw new StackFailure("%s is %s: this backup is not as it was taken"
                        .formatted(folder.resolve(file), now == null ? "missing" : "changed"));
            }
        });
        if (!found.isEmpty()) {
            throw new StackFailure(folder.resolve(found.keySet().iterator().next())
                    + " is not of the backup: this backup is not as it was taken");
        }
        return manifest;
    }

    private static SortedMap<String, String> digests(Path folder) throws IOException {
        SortedMap<String, String> digests = new TreeMap<>();
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) tree::iterator) {
                if (Files.isSymbolicLink(file)) {
                    digests.put(folder.relativize(file).toString(), "link to " + Files.readSymbolicLink(file));
                } else if (Files.isRegularFile(file) && !file.equals(folder.resolve(NAME))) {
                    digests.put(folder.relativize(file).toString(), digest(file));
                }
            }
        }
        return digests;
    }

    private static String digest(Path file) throws IOException {
        try (InputStream content = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[BUFFER];
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
