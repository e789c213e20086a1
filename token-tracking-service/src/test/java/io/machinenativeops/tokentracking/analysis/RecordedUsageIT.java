package io.machinenativeops.tokentracking.analysis;

import java.time.Duration;

import io.machinenativeops.embedded.EmbeddedStores;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Sends usage to a running service and reads it back, through the stream and its writer. */
class RecordedUsageIT {

    private static final String EVENT = """
            {"eventId":"%s","provider":"anthropic","model":"claude-sonnet-4-5","agent":"reviewer",
             "usage":{"input_tokens":3,"cache_creation_input_tokens":12304,"output_tokens":550}}""";

    @Test
    void whatWasAcceptedIsSeenOnceAndItsCostExplained() {
        try (var service = new AnalysisService()) {
            var organization = AnalysisService.organization();
            var token = AnalysisService.ISSUER.token(organization, "usage:read", "usage:write");
            for (int i = 0; i < 2; i++) {
                assertThat(service.post(token, "{\"events\":[" + EVENT.formatted("first") + "]}")
                                .statusCode())
                        .isEqualTo(202);
            }

            await().atMost(Duration.ofSeconds(60))
                    .until(() ->
                            service.send(token, "/api/v1/usage/events/first").statusCode() == 200);
            var total = service.get(token, "/api/v1/usage/summary").path("total");
            assertThat(total.path("events").asInt()).isEqualTo(1);
            assertThat(total.path("cost").asString()).isEqualTo("0.054399");
            var explanation = service.get(token, "/api/v1/usage/events/first/cost-explanation");
            assertThat(explanation.path("explained").asBoolean()).isTrue();
            assertThat(explanation.path("cost").asString()).isEqualTo("0.054399");
            assertThat(explanation
                            .path("rawUsage")
                            .path("cache_creation_input_tokens")
                            .asInt())
                    .isEqualTo(12304);
            assertNothingIsLeft(service);
        }
    }

    @Test
    void healthNamesClickHouseAndReadinessDoesNot() {
        try (var service = new AnalysisService("--CLICKHOUSE_URL=http://127.0.0.1:9")) {
            var organization = AnalysisService.organization();
            var token = AnalysisService.ISSUER.token(organization, "usage:read", "usage:write");

            assertThat(service.post(token, "{\"events\":[" + EVENT.formatted("kept") + "]}")
                            .statusCode())
                    .isEqualTo(202);
            var query = service.send(token, "/api/v1/usage/summary");
            assertThat(query.statusCode()).isEqualTo(503);
            assertThat(query.headers().firstValue("Retry-After")).isPresent();
            assertThat(service.send(token, "/actuator/health/readiness").statusCode())
                    .isEqualTo(200);
            var health =
                    AnalysisService.json(service.send(token, "/actuator/health").body());
            assertThat(health.path("components")
                            .path("clickHouse")
                            .path("status")
                            .asString())
                    .isEqualTo("DOWN");
        }
    }

    @Test
    void aStoppedServiceLeavesNothingBehindThatTheNextDoesNotStore() {
        var prefix = "--spring.cloud.stream.redis-streams.binder.key-prefix=" + EmbeddedStores.freshKeyPrefix();
        var database = "--CLICKHOUSE_DATABASE=" + EmbeddedStores.freshDatabase();
        var organization = AnalysisService.organization();
        var token = AnalysisService.ISSUER.token(organization, "usage:read", "usage:write");
        try (var service = new AnalysisService(prefix, database, "--CLICKHOUSE_URL=http://127.0.0.1:9")) {
            service.post(token, "{\"events\":[" + EVENT.formatted("waits") + "]}");
            // The writer has the entry and waits for ClickHouse: a stop must not wait with it.
            await().atMost(Duration.ofSeconds(60)).until(() -> service.meter("mno.writer.unfinished") == 1);
        }
        try (var service = new AnalysisService(prefix, database)) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() ->
                            service.send(token, "/api/v1/usage/events/waits").statusCode() == 200);
            assertThat(service.get(token, "/api/v1/usage/summary")
                            .path("total")
                            .path("events")
                            .asInt())
                    .isEqualTo(1);
            assertNothingIsLeft(service);
        }
    }

    private static void assertNothingIsLeft(AnalysisService service) {
        await().atMost(Duration.ofSeconds(60)).until(() -> service.meter("mno.writer.unfinished") == 0);
        assertThat(service.meter("mno.writer.lag")).isZero();
        assertThat(service.meter("mno.writer.oldest.pending.seconds")).isZero();
    }
}
