package io.machinenativeops.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** The redis-server executable that the embedded-redis library carries, unpacked once for each user. */
final class RedisBinary {

    private static final Map<String, String> RESOURCES = Map.of(
            "linux-x64", "redis-server-6.2.6-v5-linux-amd64",
            "linux-arm64", "redis-server-6.2.7-linux-arm64",
            "darwin-x64", "redis-server-6.2.6-v5-darwin-amd64",
            "darwin-arm64", "redis-server-6.2.6-v5-darwin-arm64");

    private RedisBinary() {}

    static Path unpacked(UserCache cache, Platform platform) {
        String resource = RESOURCES.get(platform.toString());
        if (resource == null) {
            throw new EmbeddedStoreException("No embedded Redis for " + platform + ", only for "
                    + RESOURCES.keySet().stream().sorted().toList()
                    + "; set REDIS_URL=redis://host:port to use a real server");
        }
        Path target = cache.folder("redis").resolve(resource);
        if (!Files.isExecutable(target)) {
            unpack(resource, target);
        }
        return target;
    }

    private static void unpack(String resource, Path target) {
        try (InputStream content = RedisBinary.class.getResourceAsStream("/" + resource)) {
            if (content == null) {
                throw new EmbeddedStoreException("The embedded-redis library on the class path has no " + resource);
            }
            Path partial = Files.createTempFile(target.getParent(), resource, ".part");
            Files.copy(content, partial, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString("rwx------"));
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new EmbeddedStoreException("Cannot unpack redis-server to " + target, e);
        }
    }
}
