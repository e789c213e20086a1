package io.machinenativeops.tokentracking;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import io.machinenativeops.embedded.EmbeddedStores;
import io.machinenativeops.tokentracking.ingest.IngestService;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The whole service: an event that was stored long ago is still known when Redis has forgotten its id. */
class LateResendIT {

    private static final String EVENT = """
            {"events":[{"eventId":"%s","occurredAt":"%s","provider":"anthropic","model":"claude-sonnet-4-5",
             "agent":"%s","usage":{"input_tokens":3,"cache_creation_input_tokens":12304,"output_tokens":550}}]}
            """;

    @Test
    void aResendAfterItsClaimIsGoneIsADuplicateAllTheSame() throws Exception {
        try (var service = IngestService.of(
                TokenTrackingApplication.class,
                EmbeddedStores.redisUrl(),
                "--CLICKHOUSE_URL=" + EmbeddedStores.clickHouseUrl(),
                "--CLICKHOUSE_DATABASE=" + EmbeddedStores.freshDatabase(),
                "--spring.cloud.stream.redis-streams.binder.key-prefix=" + EmbeddedStores.freshKeyPrefix(),
                "--spring.cloud.stream.redis-streams.binder.append-once.max-ids=8")) {
            var id = UUID.randomUUID().toString();
            var old = Instant.now().minus(Duration.ofDays(30)).toString();
            // Until the store answers it can't be told whether such an old event is new: 503.
            await().atMost(Duration.ofSeconds(30))
                    .until(
                            () -> service.events(EVENT.formatted(id, old, "a")).text(),
                            text -> text.startsWith("{\"accepted\":1"));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> get(service, "/api/v1/usage/events/" + id).contains(id));
            // Each of these pushes one older id out of the eight that are remembered.
            for (int at = 0; at < 10; at++) {
                service.events(EVENT.formatted(UUID.randomUUID(), Instant.now(), "a"));
            }

            assertThat(service.events(EVENT.formatted(id, old, "a")).text())
                    .isEqualTo("{\"accepted\":0,\"duplicates\":1,\"rejected\":[]}");
            assertThat(service.events(EVENT.formatted(id, old, "b")).text()).contains("event-id-conflict");
            // 3 x 0.000003 + 12304 x 0.00000375 + 550 x 0.000015
            assertThat(get(service, "/api/v1/usage/events/" + id)).contains("\"cost\":\"0.054399\"");
        }
    }

    private static String get(IngestService service, String path) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var token = IngestService.issuer().token(IngestService.ORGANIZATION, "usage:read");
            var request = HttpRequest.newBuilder(URI.create(service.url() + path))
                    .header("Authorization", "Bearer " + token)
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }
}
