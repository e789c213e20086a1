package io.machinenativeops.embedded;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PlatformTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "Linux, amd64, linux-x64",
        "Linux, aarch64, linux-arm64",
        "Mac OS X, x86_64, darwin-x64",
        "Mac OS X, aarch64, darwin-arm64",
        "Windows 11, amd64, windows-x64",
        "Linux, riscv64, linux-riscv64",
    })
    void namesPlatformsAsPackagesDo(String os, String arch, String name) {
        assertThat(Platform.of(os, arch)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"amd64", "aarch64"})
    void unpacksRedisOnceForEachPlatform(String arch) {
        Path binary = RedisBinary.unpacked(new UserCache(folder), Platform.of("Linux", arch));
        assertThat(binary).isExecutable();
        assertThat(RedisBinary.unpacked(new UserCache(folder), Platform.of("Linux", arch)))
                .isEqualTo(binary);
    }

    @Test
    void saysWhatToDoWhereRedisIsMissing() {
        assertThatThrownBy(() -> RedisBinary.unpacked(new UserCache(folder), Platform.of("Windows 11", "amd64")))
                .isInstanceOf(EmbeddedStoreException.class)
                .hasMessageContaining("windows-x64")
                .hasMessageContaining("REDIS_URL=");
    }

    @Test
    void saysThatTheCacheCannotBeMade() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> new UserCache(file).folder("redis"))
                .isInstanceOf(EmbeddedStoreException.class)
                .hasMessageContaining("XDG_CACHE_HOME");
    }
}
