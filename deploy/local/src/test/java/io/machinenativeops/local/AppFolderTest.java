package io.machinenativeops.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class AppFolderTest {

    @TempDir
    Path root;

    private Path build(String entry) throws Exception {
        FakeService.build(root, "gateway", entry);
        Path jar = AppFolder.execJar(root.resolve("gateway/target"));
        Files.setLastModifiedTime(jar, FileTime.fromMillis(0));
        return jar;
    }

    @Test
    void unpacksAnewOnlyWhatChanged() throws Exception {
        AppFolder app = new AppFolder(root.resolve("app"));
        Path unpacked = app.unpack(build("one"));
        Path mark = unpacked.resolveSibling("mark");
        Files.writeString(mark, "");

        assertThat(app.unpack(build("one"))).isEqualTo(unpacked);
        assertThat(mark).exists();

        // Same name, size and time; only the content tells.
        app.unpack(build("two"));
        assertThat(mark).doesNotExist();
    }
}
