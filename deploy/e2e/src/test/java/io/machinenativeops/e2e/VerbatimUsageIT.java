package io.machinenativeops.e2e;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Usage objects as the providers send them; each expected cost is worked out beside it, from the list prices. */
@ExtendWith(RunningStack.class)
class VerbatimUsageIT {

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # provider | model                      | usage | cost in USD
            # gpt-4o: input 2.50, cached 1.25, output 10 a million: 600 x 2.5 + 2000 x 1.25 + 400 x 10 = 8000
            openai     | gpt-4o-2024-08-06          | {"prompt_tokens":2600,"completion_tokens":400,"total_tokens":3000,"prompt_tokens_details":{"cached_tokens":2000,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}} | 0.008
            # gpt-4o-mini through the Responses API: 0.15, 0.075, 0.60: 300 x 0.15 + 1000 x 0.075 + 500 x 0.6 = 420
            openai     | gpt-4o-mini                | {"input_tokens":1300,"input_tokens_details":{"cached_tokens":1000},"output_tokens":500,"output_tokens_details":{"reasoning_tokens":0},"total_tokens":1800} | 0.00042
            # claude-sonnet-4-5: 3, read 0.30, write 5m 3.75, 1h 6, output 15: 10 x 3 + 20000 x 0.3 + 1000 x 3.75 + 500 x 6 + 100 x 15 = 14280
            anthropic  | claude-sonnet-4-5-20250929 | {"input_tokens":10,"cache_creation_input_tokens":1500,"cache_read_input_tokens":20000,"cache_creation":{"ephemeral_5m_input_tokens":1000,"ephemeral_1h_input_tokens":500},"output_tokens":100,"service_tier":"standard"} | 0.01428
            # gemini-2.5-flash: 0.30, cached 0.03, output 2.50, thoughts beside candidates: 600 x 0.3 + 400 x 0.03 + (50 + 150) x 2.5 = 692
            gcp.gemini | gemini-2.5-flash           | {"promptTokenCount":1000,"cachedContentTokenCount":400,"candidatesTokenCount":50,"thoughtsTokenCount":150,"totalTokenCount":1200} | 0.000692
            # normalised fields, gpt-4o: 1000 x 2.5 + 200 x 10 = 4500
            openai     | gpt-4o                     | {"inputTokens":1000,"outputTokens":200} | 0.0045
            """)
    void costsWhatTheListPricesSay(String provider, String model, String usage, String cost, Api api) {
        var eventId = "verbatim-" + provider + "-" + model + "-" + usage.hashCode();
        var reply = api.post("/api/v1/usage-events", """
                {"events":[{"eventId":"%s","provider":"%s","model":"%s","agent":"verbatim","usage":%s}]}""".formatted(eventId, provider, model, usage));
        assertThat(reply.json().get("accepted").asInt()).as(reply.body()).isEqualTo(1);

        var path = "/api/v1/usage/events/" + Api.encode(eventId);
        await().atMost(Duration.ofSeconds(60)).until(() -> api.get(path).status() == 200);
        var event = api.get(path).json();

        assertThat(new BigDecimal(event.get("cost").asString())).isEqualByComparingTo(cost);
        assertThat(event.get("rawUsage")).isEqualTo(Stack.JSON.readTree(usage));
        assertThat(event.get("flags").values())
                .noneMatch(flag -> flag.asString().equals("usage_inconsistent"));
    }

    @Test
    void anUnknownModelCostsNullAndNotZero(Api api) {
        api.post("/api/v1/usage-events", """
                {"events":[{"eventId":"unpriced-1","provider":"openai","model":"no-such-model-1","agent":"unpriced",
                  "usage":{"prompt_tokens":10,"completion_tokens":5}}]}""");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> api.get("/api/v1/usage/events/unpriced-1").status() == 200);

        var event = api.get("/api/v1/usage/events/unpriced-1").json();
        var group = api.get("/api/v1/usage/summary?groupBy=agent&agent=unpriced")
                .json()
                .get("groups")
                .get(0);

        assertThat(event.get("cost").isNull()).isTrue();
        assertThat(group.get("cost").isNull()).isTrue();
        assertThat(group.get("unpricedEvents").asInt()).isEqualTo(1);
        assertThat(group.get("inputTokens").asInt()).isEqualTo(10);
    }

    @Test
    void aDayIsADayOfTheZoneThatIsAsked(Api api) {
        // Half an hour on either side of midnight in Taipei (UTC+8) of the day before yesterday.
        var day = Instant.now().atOffset(java.time.ZoneOffset.UTC).toLocalDate().minusDays(2);
        api.post("/api/v1/usage-events", """
                {"events":[
                 {"eventId":"zone-1","occurredAt":"%sT15:30:00Z","provider":"openai","model":"gpt-4o","agent":"zones",
                  "usage":{"inputTokens":1000,"outputTokens":0}},
                 {"eventId":"zone-2","occurredAt":"%sT16:30:00Z","provider":"openai","model":"gpt-4o","agent":"zones",
                  "usage":{"inputTokens":3000,"outputTokens":0}}]}""".formatted(day, day));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> api.get("/api/v1/usage/events/zone-2").status() == 200);

        var range = "?interval=day&agent=zones&groupBy=agent&from=%sT00:00:00Z&to=%sT00:00:00Z"
                .formatted(day, day.plusDays(2));

        assertThat(days(api, range + "&timezone=UTC")).containsExactly("0.01");
        assertThat(days(api, range + "&timezone=Asia/Taipei")).containsExactly("0.0025", "0.0075");
    }

    private static java.util.List<String> days(Api api, String query) {
        var costs = new java.util.ArrayList<String>();
        for (var point :
                api.get("/api/v1/usage/timeseries" + query).json().get("points").values()) {
            for (var group : point.get("groups").values()) {
                if (group.get("events").asInt() > 0) {
                    costs.add(new BigDecimal(group.get("cost").asString())
                            .stripTrailingZeros()
                            .toPlainString());
                }
            }
        }
        return costs;
    }
}
