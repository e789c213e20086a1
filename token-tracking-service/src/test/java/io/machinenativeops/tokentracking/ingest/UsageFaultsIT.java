package io.machinenativeops.tokentracking.ingest;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.machinenativeops.embedded.EmbeddedRedis;
import io.machinenativeops.embedded.EmbeddedStores;
import io.machinenativeops.tokentracking.event.RecordedUsage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Restarts and a server that is away: what was answered is there, once; what was not can be sent again. */
class UsageFaultsIT {

    @Test
    void idsAreRememberedAcrossRestartsOfServiceAndRedis() {
        try (var redis = EmbeddedRedis.in(EmbeddedStores.freshFolder()).start()) {
            var ids = ids(50);
            var batch = batch(ids);
            try (var service = IngestService.on(redis.url())) {
                assertThat(service.events(batch).json().get("accepted").asInt()).isEqualTo(50);
            }
            redis.kill();
            redis.restart();
            try (var service = IngestService.on(redis.url())) {
                var reply = service.events(batch);
                assertThat(reply.json().get("duplicates").asInt())
                        .as(reply.text())
                        .isEqualTo(50);
                assertThat(stored(service)).containsExactlyInAnyOrderElementsOf(ids);
            }
        }
    }

    @Test
    void withoutRedisNothingIsAcceptedAndSendingAgainIsSafe() {
        try (var redis = EmbeddedRedis.in(EmbeddedStores.freshFolder()).start();
                var service = IngestService.on(redis.url())) {
            var before = ids(10);
            service.events(batch(before));
            redis.kill();

            var during = ids(10);
            var reply = service.events(batch(during));
            assertThat(reply.status()).as(reply.text()).isEqualTo(503);
            assertThat(reply.header("Retry-After")).isEqualTo("2");
            assertThat(reply.json().get("code").asString()).isEqualTo("unavailable");
            var export = service.send(
                    "/otlp/v1/traces",
                    BodyPublishers.ofString("""
                            {"resourceSpans":[{"scopeSpans":[{"spans":[{"attributes":[
                              {"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},
                              {"key":"gen_ai.system","value":{"stringValue":"openai"}},
                              {"key":"gen_ai.request.model","value":{"stringValue":"gpt-5"}},
                              {"key":"gen_ai.usage.input_tokens","value":{"intValue":5}}]}]}]}]}
                            """),
                    IngestService.token(IngestService.ORGANIZATION),
                    "Content-Type",
                    "application/json");
            assertThat(export.status()).isEqualTo(503);
            assertThat(export.header("Retry-After")).isNotEmpty();
            assertThat(export.json().get("code").asInt()).isEqualTo(14);

            redis.restart();
            sendUntilTaken(service, batch(during));
            assertThat(stored(service))
                    .containsExactlyInAnyOrderElementsOf(
                            Stream.concat(before.stream(), during.stream()).toList());
        }
    }

    @Test
    void aFullServerAnswers503AndTakesNothing() {
        try (var redis = EmbeddedRedis.in(EmbeddedStores.freshFolder())
                        .maxMemoryMegabytes(3)
                        .start();
                var service = IngestService.on(redis.url())) {
            var taken = new ArrayList<String>();
            var full = false;
            for (int round = 0; round < 50 && !full; round++) {
                var ids = ids(1000);
                var reply = service.events(batch(ids));
                if (reply.status() == 202) {
                    taken.addAll(ids);
                } else {
                    assertThat(reply.status()).as(reply.text()).isEqualTo(503);
                    assertThat(reply.header("Retry-After")).isNotEmpty();
                    full = true;
                }
            }
            assertThat(full).isTrue();
            assertThat(stored(service)).containsExactlyInAnyOrderElementsOf(taken);
        }
    }

    private static void sendUntilTaken(IngestService service, String batch) {
        await().atMost(Duration.ofSeconds(30)).until(() -> service.events(batch).status() == 202);
    }

    private static List<String> stored(IngestService service) {
        return service.items().stream().map(RecordedUsage::eventId).toList();
    }

    private static List<String> ids(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> UUID.randomUUID().toString())
                .toList();
    }

    private static String batch(List<String> ids) {
        return UsageEventsIT.batch(ids.stream()
                .map(id -> UsageEventsIT.event(id, "\"agent\":\"a\""))
                .toArray(String[]::new));
    }
}
