package io.machinenativeops.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EngineLibraryTest {

    private static final Platform LINUX = Platform.of("Linux", "amd64");

    @TempDir
    private Path folder;

    private final List<String> progress = new ArrayList<>();

    @Test
    void fetchesTheLibraryOnceHoweverManyAskAtOnce() throws Exception {
        Path npm = script("""
                echo run >> "%s/runs"
                mkdir -p node_modules/@chdb/lib-linux-x64-gnu
                echo library > node_modules/@chdb/lib-linux-x64-gnu/libchdb.so
                """.formatted(folder));
        Callable<Path> ask = () -> library(LINUX, npm.toString()).file();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (var file : threads.invokeAll(List.of(ask, ask, ask, ask))) {
                assertThat(file.get()).hasContent("library\n");
            }
        }
        assertThat(folder.resolve("runs")).hasContent("run\n");
        assertThat(progress).first().asString().contains("Fetching the ClickHouse engine");
    }

    @Test
    void asksNpmForThePinnedChecksumAndNamesNoHost() throws IOException {
        Path npm = script("cp package-lock.json \"%s/lock\"; exit 1".formatted(folder));
        assertThatThrownBy(() -> library(LINUX, npm.toString()).file()).isInstanceOf(EmbeddedStoreException.class);
        assertThat(Files.readString(folder.resolve("lock")))
                .contains("\"integrity\": \"sha512-XP97mMqnc5tZpKQywR8N7cLTsHNiTmHr30pC5mzo3jWmukjKn2IBa60c2B")
                .contains("26.7.3-stable.1")
                .doesNotContain("resolved", "http");
    }

    @Test
    void saysWhatNpmSaidAndLeavesNothingBehind() throws IOException {
        Path npm = script("echo 'EINTEGRITY: sha512 expected'; touch part; exit 3");
        assertThatThrownBy(() -> library(LINUX, npm.toString()).file())
                .isInstanceOf(EmbeddedStoreException.class)
                .hasMessageContaining("EINTEGRITY")
                .hasMessageContaining("exit code 3")
                .hasMessageContaining("CLICKHOUSE_URL=");
        try (Stream<Path> left = Files.list(folder.resolve("clickhouse"))) {
            assertThat(left)
                    .extracting(Path::getFileName)
                    .extracting(Path::toString)
                    .containsExactly("26.7.3-stable.1-linux-x64.lock");
        }
    }

    @Test
    void saysWhatToDoWithoutNpm() {
        assertThatThrownBy(() ->
                        library(LINUX, folder.resolve("absent").toString()).file())
                .isInstanceOf(EmbeddedStoreException.class)
                .hasMessageContaining("install Node.js")
                .hasMessageContaining("CLICKHOUSE_URL=");
    }

    @Test
    void saysWhatToDoOnAnUnsupportedPlatform() {
        assertThatThrownBy(
                        () -> library(Platform.of("Windows 11", "amd64"), "npm").file())
                .isInstanceOf(EmbeddedStoreException.class)
                .hasMessageContaining("windows-x64")
                .hasMessageContaining("CLICKHOUSE_URL=");
    }

    private EngineLibrary library(Platform platform, String npm) {
        return new EngineLibrary(new UserCache(folder), platform, npm, progress::add);
    }

    private Path script(String body) throws IOException {
        Path file = Files.writeString(folder.resolve("npm-stand-in"), "#!/bin/sh\n" + body);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }
}
