package io.machinenativeops.bench;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

import io.machinenativeops.embedded.EmbeddedStores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class BulkLoadIT {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Report report = new Report(new PrintStream(printed, true, StandardCharsets.UTF_8));

    @Test
    void spreadsDistinctCallsOverWholeDaysAndOrganisations() throws Exception {
        try (var standIn = new StandIn(EmbeddedStores.clickHouse().url())) {
            var sql = standIn.sql();

            new BulkLoad(sql, "o-1").run(30_001, 3, NOW, report::say);

            assertThat(sql.number("SELECT count() FROM mno.usage_events")).isEqualTo(30_001);
            assertThat(sql.number("SELECT uniqExact(event_id) FROM mno.usage_events"))
                    .isEqualTo(30_001);
            assertThat(
                            sql.rows(
                                    "SELECT toDate(occurred_at), intDiv(count(), 100) FROM mno.usage_events GROUP BY 1 ORDER BY 1"))
                    .hasToString("[[2026-11-19, 100], [2026-11-20, 100], [2026-11-21, 100]]");
            assertThat(sql.number("SELECT uniqExact(org_id) FROM mno.usage_events"))
                    .isEqualTo(10);
            assertThat(sql.number("SELECT countIf(org_id = 'o-1') FROM mno.usage_events"))
                    .isBetween(14_000L, 16_000L);
            assertThat(sql.number("SELECT countIf(cost IS NULL OR cost <= 0) FROM mno.usage_events"))
                    .isZero();
            assertThat(sql.number("SELECT countIf(length(fingerprint) != 22) FROM mno.usage_events"))
                    .isZero();
            assertThat(sql.number("SELECT countIf(isValidJSON(raw_usage)) FROM mno.usage_events"))
                    .isEqualTo(30_001);
            // 3 USD a million fresh, 0.3 a million cached, 15 a million answered
            assertThat(sql.number("""
                    SELECT countIf(cost != toDecimal128(3 * in_fresh + 15 * out_text, 12) / 1000000 + toDecimal128(3 * in_cache_read, 12) / 10000000)
                    FROM mno.usage_events WHERE model = 'claude-sonnet-4-5'""")).isZero();
        }
    }

    @Test
    void tellsWhatAnEventTakes(@TempDir Path folder) throws Exception {
        try (var standIn = new StandIn(EmbeddedStores.clickHouse().url())) {
            new StorageBench(standIn.target(), report).run(80_000, 2, NOW);

            var kept = new JsonMapper().readTree(Files.readString(report.keep(folder, "storage", NOW)));
            assertThat(kept.get("withIds").asDouble()).isBetween(60.0, 200.0);
            assertThat(kept.get("withoutIds").asDouble())
                    .isBetween(20.0, kept.get("withIds").asDouble() - 40);
            // 22 random characters of 6 bits
            assertThat(kept.get("byColumn").get("fingerprint").asDouble()).isBetween(16.0, 22.5);
            assertThat(kept.get("byTable").has("usage_events")).isTrue();
        }
    }

    @Test
    void asksEachQuestionAndHoldsItAgainstItsGoal() throws Exception {
        try (var standIn = new StandIn(EmbeddedStores.clickHouse().url())) {
            new QueryBench(standIn.target(), report).run(new QueryBench.Plan(1_000, 2, 3), NOW);

            assertThat(standIn.asked())
                    .hasSize(60)
                    .anyMatch(path -> path.startsWith("/api/v1/usage/summary?groupBy=session"));
            assertThat(printed.toString(StandardCharsets.UTF_8))
                    .contains("2 days by team, agent, model")
                    .contains("within 80");
        }
    }
}
