package io.machinenativeops.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

import io.machinenativeops.embedded.EmbeddedStores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class WriteBenchIT {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Report report = new Report(new PrintStream(printed, true, StandardCharsets.UTF_8));

    @TempDir
    Path folder;

    private StandIn standIn;

    @BeforeEach
    void start() throws IOException {
        standIn = new StandIn(EmbeddedStores.clickHouse().url());
    }

    @AfterEach
    void stop() {
        standIn.close();
    }

    @Test
    void countsWhatWasAcceptedWhereItIsStored() throws Exception {
        new WriteBench(standIn.target(), report).run(plan("events", 10, 100, false));

        var kept = kept();
        var answered = kept.get("answersByStatus").get("202").asLong();
        assertThat(answered + kept.get("unsent").asLong()).isEqualTo(20);
        assertThat(kept.get("acceptedCalls").asLong()).isGreaterThan(10 * answered);
        assertThat(kept.get("storedCalls").asLong())
                .isEqualTo(kept.get("acceptedCalls").asLong());
        assertThat(kept.get("probes").asLong()).isPositive();
        assertThat(kept.get("cpuSeconds").get(Target.GENERATOR).asDouble()).isPositive();
        assertThat(kept.get("tables").get("usage_events").get("rows").asLong()).isPositive();
    }

    @Test
    void countsModelCallsOfSpans() throws Exception {
        new WriteBench(standIn.target(), report).run(plan("spans", 10, 100, false));

        // Requests of 10 spans, eight of them calls, and the probes; what a busy machine could not send is said.
        var kept = kept();
        var sent = 30 - kept.get("warmupLeftOut").asLong() - kept.get("unsent").asLong();
        var answered = kept.get("answersByStatus").get("200").asLong();
        assertThat(answered).isPositive();
        assertThat(kept.get("storedCalls").asLong()).isBetween(8 * answered + 1, 8 * sent + 20);
        assertThat(kept.get("acceptedCalls").asLong())
                .isEqualTo(kept.get("storedCalls").asLong());
    }

    @Test
    void saysWhichRateHolds() throws Exception {
        // Nothing answers within a nanosecond: the search halves the rate until there is none left.
        var plan = new WriteBench.Plan(
                "events", 10, 8, Duration.ZERO, Duration.ofMillis(500), 2, false, true, Duration.ofNanos(1));
        new WriteBench(standIn.target(), report).run(plan);

        assertThat(kept().get("best").asLong()).isZero();
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("8 a second: breaks")
                .contains("1 a second: breaks");
    }

    private JsonNode kept() throws IOException {
        return new JsonMapper().readTree(report.keep(folder, "ingest", Instant.EPOCH));
    }

    private static WriteBench.Plan plan(String unit, int batch, double rate, boolean findMax) {
        return new WriteBench.Plan(
                unit,
                batch,
                rate,
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                2,
                true,
                findMax,
                Duration.ofSeconds(1));
    }
}
