package io.machinenativeops.tokentracking.analysis;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Corrections from the request to the sums. claude-sonnet-4-5 costs 3 USD a million tokens in. */
class CorrectionsIT {

    private static AnalysisService service;

    private final String organization = AnalysisService.organization();
    private final String token = AnalysisService.ISSUER.token(organization, "usage:read", "usage:write");
    private final Instant occurredAt = Instant.now().minus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.MILLIS);

    @BeforeAll
    static void start() {
        service = new AnalysisService();
        var anybody = AnalysisService.reader(AnalysisService.organization());
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> service.send(anybody, "/api/v1/usage/summary").statusCode() == 200);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private JsonNode send(String id, int tokens, String more) {
        var reply = service.post(token, """
                {"events":[{%s,"occurredAt":"%s","provider":"anthropic","model":"claude-sonnet-4-5","agent":"a",
                  "tags":{"k":"v"},"usage":{"input_tokens":%d,"output_tokens":0}%s}]}""".formatted(id, occurredAt, tokens, more));
        assertThat(reply.statusCode()).as(reply.body()).isIn(202, 422);
        return AnalysisService.json(reply.body());
    }

    private JsonNode correct(String id, int revision, int tokens) {
        return send("\"supersedes\":\"" + id + "\",\"revision\":" + revision, tokens, "");
    }

    private static String rejection(JsonNode reply) {
        return reply.path("rejected").get(0).path("problem").path("code").asString();
    }

    private void awaitRevision(String id, int revision) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
            var reply = service.send(token, "/api/v1/usage/events/" + id);
            return reply.statusCode() == 200
                    && AnalysisService.json(reply.body()).path("revision").asInt() == revision;
        });
    }

    @Test
    void replacesWhatItCorrectsInEverySumExactlyOnce() {
        assertThat(send("\"eventId\":\"e\"", 1000, "").path("accepted").asInt()).isEqualTo(1);
        // Not stored yet: the correction waits for it.
        assertThat(correct("e", 2, 2000).path("accepted").asInt()).isEqualTo(1);
        assertThat(correct("e", 2, 2000).path("duplicates").asInt()).isEqualTo(1);
        awaitRevision("e", 2);
        assertThat(correct("e", 2, 2000).path("duplicates").asInt()).isEqualTo(1);
        assertThat(rejection(correct("e", 2, 2001))).isEqualTo("revision-conflict");
        assertThat(rejection(correct("e", 4, 2000))).isEqualTo("revision-conflict");
        assertThat(correct("e", 3, 500).path("accepted").asInt()).isEqualTo(1);
        awaitRevision("e", 3);
        assertThat(correct("e", 2, 2000).path("duplicates").asInt()).isEqualTo(1);
        assertThat(send("\"eventId\":\"e\"", 1000, "").path("duplicates").asInt())
                .as("the event as first sent")
                .isEqualTo(1);

        var total = service.get(token, "/api/v1/usage/summary?groupBy=agent&tag:k=v")
                .path("total");
        assertThat(total.path("events").asInt()).isEqualTo(1);
        assertThat(total.path("inputTokens").asInt()).isEqualTo(500);
        assertThat(new BigDecimal(total.path("cost").asString())).isEqualByComparingTo("0.0015");
        assertThat(service.get(token, "/api/v1/usage/events").path("items")).hasSize(1);
        assertThat(service.get(token, "/api/v1/usage/events/e/cost-explanation")
                        .path("explained")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void letsOneOfSeveralConcurrentCorrectionsWin() throws Exception {
        send("\"eventId\":\"raced\"", 1000, "");
        awaitRevision("raced", 1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var replies = threads.invokeAll(IntStream.range(0, 12)
                    .mapToObj(n -> (Callable<JsonNode>) () -> correct("raced", 2, 2000 + n))
                    .toList());
            int accepted = 0;
            for (var reply : replies) {
                accepted += reply.get().path("accepted").asInt();
            }
            assertThat(accepted).isEqualTo(1);
        }
        awaitRevision("raced", 2);
        assertThat(service.get(token, "/api/v1/usage/summary")
                        .path("total")
                        .path("events")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void refusesWhatCannotBeCorrected() {
        assertThat(rejection(correct("nobody", 2, 1))).isEqualTo("superseded-unknown");
        assertThat(rejection(send("\"supersedes\":\"x\"", 1, ""))).isEqualTo("invalid-event");
        assertThat(rejection(send("\"supersedes\":\"x\",\"revision\":1", 1, "")))
                .isEqualTo("invalid-event");
        assertThat(rejection(send("\"eventId\":\"y\",\"supersedes\":\"x\",\"revision\":2", 1, "")))
                .isEqualTo("invalid-event");
    }
}
