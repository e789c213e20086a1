package io.machinenativeops.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class StateFileTest {

    @TempDir
    Path folder;

    @Test
    void readsWhatWasWritten() {
        Instant now = Instant.parse("2026-11-22T10:00:00Z");
        StackState state = new StackState(
                new ProcessIdentity(7, "boot:1"),
                "http://127.0.0.1:8080",
                now,
                List.of(
                        new PartState(
                                "redis", new ProcessIdentity(8, "boot:2"), 8100, PartState.State.READY, 0, now, null),
                        new PartState("gateway", null, 8080, PartState.State.RESTARTING, 2, now, "died")));
        StateFile file = new StateFile(folder.resolve("state.json"));

        file.write(state);

        assertThat(file.read()).contains(state);
        assertThat(state.ready()).isFalse();
        file.delete();
        assertThat(file.read()).isEmpty();
    }

    @Test
    void takesAForeignFileForNone() throws Exception {
        Path path = folder.resolve("state.json");
        Files.writeString(path, "{\"parts\": 7");
        assertThat(new StateFile(path).read()).isEmpty();
    }

    @Test
    void keepsABoundedNumberOfFullLogs() throws Exception {
        Path log = folder.resolve("x.log");
        for (String content : List.of("first", "second", "third", "fourth")) {
            Files.writeString(log, content);
            LogRotation.rotate(log, 3, 3);
        }
        assertThat(log).isEmptyFile();
        assertThat(folder.resolve("x.log.1")).hasContent("fourth");
        assertThat(folder.resolve("x.log.3")).hasContent("second");
        assertThat(folder.resolve("x.log.4")).doesNotExist();
        Files.writeString(log, "abc");
        LogRotation.rotate(log, 3, 3);
        assertThat(log).hasContent("abc");
    }
}
