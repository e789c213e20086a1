package io.machinenativeops.local;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class LogTailTest {

    @TempDir
    Path folder;

    @Test
    void tellsOfJsonLinesWhatAPersonReads() {
        assertThat(
                        LogTail.readable(
                                "{\"@timestamp\":\"2026-11-22T10:00:00Z\",\"log\":{\"level\":\"ERROR\"},\"message\":\"no luck\"}"))
                .isEqualTo("2026-11-22T10:00:00Z ERROR no luck");
        assertThat(LogTail.readable("{\"cut off")).isEqualTo("{\"cut off");
        assertThat(LogTail.readable("plain words")).isEqualTo("plain words");
    }

    @Test
    void showsWhatIsGraveWhereThereIsAny() throws Exception {
        Path log = folder.resolve("x.log");
        Files.writeString(log, "a INFO one\na WARN two\na INFO three\na ERROR four\n");
        assertThat(LogTail.of(log, 10)).contains("two", "four").doesNotContain("one", "three");
        assertThat(LogTail.of(log, 1)).contains("four").doesNotContain("two");
    }

    @Test
    void showsTheEndWhereNothingIsGrave() throws Exception {
        Path log = folder.resolve("x.log");
        Files.writeString(log, "one\ntwo\nthree\n");
        assertThat(LogTail.of(log, 2)).startsWith("two").contains("three");
        assertThat(LogTail.of(folder.resolve("none.log"), 2)).contains("no log in", "none.log");
    }
}
