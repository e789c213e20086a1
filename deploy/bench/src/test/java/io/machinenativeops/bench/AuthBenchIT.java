package io.machinenativeops.bench;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AuthBenchIT {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Report report = new Report(new PrintStream(printed, true, StandardCharsets.UTF_8));

    @Test
    void loadsOrganisationsAndMeasuresEachPart(@TempDir Path folder) throws Exception {
        try (var standIn = new AuthStandIn()) {
            new AuthBench(standIn.target(), report).run(plan(3));

            try (var postgres = standIn.target().postgres()) {
                assertThat(postgres.number("SELECT count(*) FROM member")).isEqualTo(60);
                // One for each member and key, and for about one member in ten another.
                assertThat(postgres.number("SELECT count(*) FROM role_binding")).isBetween(73L, 90L);
                assertThat(postgres.number("SELECT count(*) FROM api_key")).isEqualTo(13);
                assertThat(postgres.number(
                                "SELECT count(*) FROM api_key WHERE length(secret_hash) = 32 AND key_id = ?",
                                "b000001k00000003"))
                        .isEqualTo(1);
            }
            var kept = new JsonMapper().readTree(Files.readString(report.keep(folder, "auth", Instant.EPOCH)));
            for (var form : List.of(
                    "exchange, each key for the first time", "exchange, keys known", "client credentials", "refresh")) {
                assertThat(kept.at("/tokens/" + form + "/answersByStatus/200").asLong())
                        .as(form)
                        .isEqualTo(20);
            }
            assertThat(kept.at("/audit/acknowledged").asLong()).isGreaterThan(20);
            assertThat(kept.at("/audit/chained")).isEqualTo(kept.at("/audit/acknowledged"));
            assertThat(kept.at("/audit/acknowledgedToChainedMillis/probes").asLong())
                    .isPositive();
            assertThat(kept.at("/verified/entries").asLong()).isEqualTo(21);
            assertThat(kept.at("/checks/2 organisations/first/organisations").asLong())
                    .isEqualTo(2);
            assertThat(kept.at("/checks/3 organisations/first/organisations").asLong())
                    .isEqualTo(1);
            assertThat(kept.at("/checks/3 organisations/allowed").asLong()).isPositive();
            assertThat(kept.at("/keptKey/service, token/answersByStatus/200").asLong())
                    .isBetween(6L, 7L);
            assertThat(kept.at("/keptKey").has("key adds to token, p95")).isTrue();
            assertThat(standIn.asked())
                    .anyMatch(asked -> asked.contains("grant_type=refresh_token"))
                    .anyMatch(asked -> asked.contains("subject_token=mno_live_b000002k00000000_"));

            assertThatThrownBy(() -> new AuthBench(standIn.target(), report).run(plan(4)))
                    .hasMessageContaining("3 organisations are loaded and 4 are asked for");
        }
    }

    private static AuthBench.Plan plan(int tenants) {
        return new AuthBench.Plan(
                new Tenants(tenants, 20, 10),
                AuthBench.PARTS,
                40,
                Duration.ofMillis(100),
                Duration.ofMillis(500),
                2,
                List.of(2, tenants));
    }
}
