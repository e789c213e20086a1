package io.machinenativeops.e2e;

import java.math.BigDecimal;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A model of one's own from its first price to a corrected call: what a preview promised is what is recorded and explained. */
@ExtendWith(RunningStack.class)
class PriceOverridesIT {

    private static final String EVENTS = "/api/v1/usage-events";
    private static final String OVERRIDES = "/api/v1/price-overrides";
    private static final String OUT_PRICE = "0.000002";
    private static final String OVERRIDE = """
            {"provider":"journey-gpu","model":"house-llama","effectiveFrom":"2026-01-01T00:00:00Z",
             "prices":[{"unit":"in_fresh","amount":"0.000001"},{"unit":"out_text","amount":"%s"}]}""";

    private final Instant occurredAt = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private static final String ID = "own-model-1";
    private static final String EVENT = "/api/v1/usage/events/" + ID;

    @Test
    void aModelOfOnesOwnCostsWhatThePreviewSaidAlsoWhenItsUsageIsCorrected(Api api) {
        assertThat(preview(api, call("", 500)).get("cost").isNull()).isTrue();

        var created = api.post(OVERRIDES, OVERRIDE.formatted(OUT_PRICE));
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        var override = created.json().get("id").asString();
        // 1000 x 0.000001 + 500 x 0.000002
        var previewed = preview(api, call("", 500));
        assertThat(cost(previewed)).isEqualByComparingTo("0.002");
        assertThat(api.get(EVENT).status()).isEqualTo(404);

        record(api, call("\"eventId\":\"" + ID + "\",", 500), 1);
        assertExplained(api, "0.002", override + ".1", previewed);

        // Dearer from now on: what is recorded keeps its cost, and its explanation the lines it was priced by.
        var changed = api.send(api.request(OVERRIDES + "/" + override)
                .header("Content-Type", "application/json")
                .header("If-Match", "\"1\"")
                .PUT(HttpRequest.BodyPublishers.ofString(OVERRIDE.formatted("0.000004"))));
        assertThat(changed.status()).as(changed.body()).isEqualTo(200);
        assertExplained(api, "0.002", override + ".1", previewed);

        // 1000 x 0.000001 + 600 x 0.000004
        record(api, call("\"supersedes\":\"" + ID + "\",\"revision\":2,", 600), 2);
        assertExplained(api, "0.0034", override + ".2", preview(api, call("", 600)));

        var total = api.get("/api/v1/usage/summary?agent=own-model").json().get("total");
        assertThat(total.get("events").asInt()).isOne();
        assertThat(total.get("outputTokens").asInt()).isEqualTo(600);
        assertThat(cost(total)).isEqualByComparingTo("0.0034");
    }

    private String call(String identity, int outputTokens) {
        return """
                {%s"occurredAt":"%s","provider":"journey-gpu","model":"house-llama","agent":"own-model",
                 "usage":{"prompt_tokens":1000,"completion_tokens":%d,"total_tokens":%d}}""".formatted(identity, occurredAt, outputTokens, 1000 + outputTokens);
    }

    private static JsonNode preview(Api api, String call) {
        var reply = api.post("/api/v1/prices/preview", call);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply.json().get("items").get(0);
    }

    private static void record(Api api, String call, int revision) {
        var reply = api.post(EVENTS, "{\"events\":[" + call + "]}");
        assertThat(reply.status()).as(reply.body()).isEqualTo(202);
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            var event = api.get(EVENT);
            return event.status() == 200 && event.json().get("revision").asInt() == revision;
        });
    }

    private static void assertExplained(Api api, String expected, String version, JsonNode previewed) {
        var explanation = api.get(EVENT + "/cost-explanation").json();
        assertThat(cost(api.get(EVENT).json())).isEqualByComparingTo(expected);
        assertThat(cost(explanation)).isEqualByComparingTo(expected);
        assertThat(explanation.get("explained").asBoolean()).isTrue();
        assertThat(explanation.get("priceVersion").asString()).isEqualTo(version);
        assertThat(explanation.get("lines")).hasSize(2).isEqualTo(previewed.get("lines"));
    }

    private static BigDecimal cost(JsonNode priced) {
        return new BigDecimal(priced.get("cost").asString());
    }
}
