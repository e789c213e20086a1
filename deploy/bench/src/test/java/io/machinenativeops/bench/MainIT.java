package io.machinenativeops.bench;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.machinenativeops.embedded.EmbeddedStores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class MainIT {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    @Test
    void sendsSpansToAnotherStoreWithoutAStackOfOurs(@TempDir Path root) throws Exception {
        try (var standIn = new StandIn(EmbeddedStores.clickHouse().url())) {
            var arguments = List.of(
                    "otlp",
                    "--url",
                    standIn.target().serviceUrl() + "/otlp/v1/traces",
                    "--rate",
                    "100",
                    "--batch",
                    "10",
                    "--duration",
                    "1s",
                    "--warmup",
                    "0s");

            assertThat(Main.run(arguments, Map.of("MNO_ROOT", root.toString()), out, out))
                    .isZero();

            assertThat(standIn.sql().number("SELECT count() FROM mno.usage_events"))
                    .isEqualTo(80);
            assertThat(root.resolve("deploy/bench/target/results")).isNotEmptyDirectory();
        }
    }

    @Test
    void saysWhatCanBeMeasured() throws Exception {
        assertThat(Main.run(List.of("speed"), Map.of(), out, out)).isEqualTo(2);
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("'speed' cannot be measured");
    }

    @Test
    void takesTheUsualValuesOfAPlanFromTheSizeOfItsRequests() {
        var single = Main.plan(Options.of(List.of("--batch", "1"), Set.of("batch"), Set.of()), "events", 200);

        assertThat(single.rate()).isEqualTo(500);
        assertThat(single.connections()).isEqualTo(64);
        assertThat(single.worstP99()).isEqualTo(Duration.ofMillis(20));
    }
}
