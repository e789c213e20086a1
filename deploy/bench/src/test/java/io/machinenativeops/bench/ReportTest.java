package io.machinenativeops.bench;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class ReportTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Report report = new Report(new PrintStream(printed, true, StandardCharsets.UTF_8));

    @Test
    void keepsWhatItPrints(@TempDir Path folder) throws Exception {
        report.measured(measured(), "events");

        var kept = new JsonMapper()
                .readTree(Files.readString(report.keep(folder, "ingest", Instant.parse("2026-11-22T10:00:00Z"))));

        assertThat(folder.resolve("ingest-2026-11-22T100000Z.json")).exists();
        assertThat(kept.get("eventsPerSecond").asLong()).isEqualTo(10_000);
        assertThat(kept.get("requestsPerSecond").asLong()).isEqualTo(50);
        assertThat(kept.get("answersByStatus").get("503").asLong()).isEqualTo(2);
        // 1 to 100 ms: half are at or below 50 ms, 99 of 100 at or below 99 ms; HdrHistogram keeps three digits.
        assertThat(kept.get("latencyMillis").get("p50").asDouble()).isEqualTo(50, within(0.1));
        assertThat(kept.get("latencyMillis").get("p99").asDouble()).isEqualTo(99, within(0.1));
        assertThat(kept.get("latencyMillis").get("max").asDouble()).isEqualTo(100, within(0.1));
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("eventsPerSecond")
                .contains("10,000")
                .contains("2.0 s");
    }

    @Test
    void warnsOfABusyMachine() {
        report.machine(new Machine("cpu", 4, 1024, "Linux", "25", 0.9));
        assertThat(printed.toString(StandardCharsets.UTF_8)).doesNotContain("WARNING");

        report.machine(new Machine("cpu", 2, 1024, "Linux", "25", 0.9));
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("WARNING");
    }

    private static Measured measured() {
        var latencies = new Histogram(1_000_000, 3);
        for (int millis = 1; millis <= 100; millis++) {
            latencies.recordValue(millis * 1_000L);
        }
        return new Measured(latencies, Map.of(202, 98L, 503, 2L), 20_000, 30_000, Duration.ofSeconds(2), 0, 7, 3);
    }
}
