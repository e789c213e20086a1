package io.machinenativeops.bench;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class ProfileIT {

    @Test
    void namesOurMethodThatTheTimeIsSpentFor(@TempDir Path folder) throws Exception {
        var printed = new ByteArrayOutputStream();
        var profile = new Profile(folder, Map.of("self", ProcessHandle.current().pid()));

        profile.start();
        spin(Duration.ofSeconds(2));
        profile.tell(new Report(new PrintStream(printed, true, StandardCharsets.UTF_8)));

        assertThat(Profile.shares(folder.resolve("self.jfr"), "jdk.ExecutionSample", ""))
                .containsKey("bench.ProfileIT.spin");
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("CPU samples by our innermost method");
    }

    private static void spin(Duration time) {
        var end = System.nanoTime() + time.toNanos();
        var text = new StringBuilder();
        while (System.nanoTime() < end) {
            text.setLength(0);
            for (int number = 0; number < 1_000; number++) {
                text.append(number);
            }
        }
        assertThat(text).startsWith("0123");
    }
}
