package io.machinenativeops.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Bad input through the gateway: a clear refusal each, and nothing stored. */
@ExtendWith(RunningStack.class)
class HostileInputIT {

    private static final String PATH = "/api/v1/usage-events";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "{\"events\":null}",
                "{\"events\":{}}",
                "{\"events\":[]}",
                "{\"evnets\":[]}",
                "{\"events\":[{\"provider\":\"openai\",\"model\":\"gpt-4o\",\"usage\":{\"prompt_tokens\":NaN}}]}",
                "{\"events\":[{\"provider\":\"openai\",\"model\":\"gpt-4o\",\"usage\":{\"prompt_tokens\":1e999999999}}]}"
            })
    void aMalformedEnvelopeIs400(String body, Api api) {
        var reply = api.post(PATH, body);

        assertThat(reply.status()).as(body).isIn(400, 422);
        assertThat(reply.json().get("detail").asString()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"prompt_tokens\":-1,\"completion_tokens\":5}",
                "{\"prompt_tokens\":9223372036854775807,\"completion_tokens\":5}",
                "{\"prompt_tokens\":99999999999999999999999999,\"completion_tokens\":5}",
                "{\"prompt_tokens\":1.5,\"completion_tokens\":5}",
                "{\"prompt_tokens\":\"ten\",\"completion_tokens\":5}",
                "{\"prompt_tokens\":true,\"completion_tokens\":5}",
                "[]",
                "7",
                "null"
            })
    void aBadCountIsRejectedByName(String usage, Api api) {
        var reply = api.post(PATH, """
                {"events":[{"eventId":"hostile-count","provider":"openai","model":"gpt-4o","usage":%s}]}""".formatted(usage));

        assertThat(reply.status()).as(reply.body()).isEqualTo(422);
        assertThat(reply.body()).contains("usage");
        assertNothingStored(api, "hostile-count");
    }

    @Test
    void oneBadEventDoesNotTakeTheOthersAlong(Api api) {
        var reply = api.post(PATH, """
                {"events":[
                 {"eventId":"hostile-good","provider":"openai","model":"gpt-4o","usage":{"prompt_tokens":1,"completion_tokens":1}},
                 {"eventId":"hostile-bad","provider":"openai","usage":{"prompt_tokens":1,"completion_tokens":1}}]}""");

        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.json().get("accepted").asInt()).isEqualTo(1);
        var rejected = reply.json().get("rejected").get(0);
        assertThat(rejected.get("index").asInt()).isEqualTo(1);
        assertThat(rejected.get("problem").get("detail").asString()).contains("model");
        assertNothingStored(api, "hostile-bad");
    }

    @Test
    void theSameIdWithOtherContentIsAConflict(Api api) {
        assertThat(api.post(PATH, conflicting(1)).status()).isEqualTo(202);
        var reply = api.post(PATH, conflicting(2));

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.body()).contains("event-id-conflict");
    }

    private static String conflicting(int promptTokens) {
        return """
                {"events":[{"eventId":"hostile-conflict","provider":"openai","model":"gpt-4o",
                  "usage":{"prompt_tokens":%d,"completion_tokens":1}}]}""".formatted(promptTokens);
    }

    @Test
    void timesOutsideTheWindowAreRejected(Api api) {
        var now = Instant.now();

        for (var time : new String[] {
            now.minus(91, ChronoUnit.DAYS).toString(),
            now.plus(1, ChronoUnit.DAYS).toString(),
            "0000-00-00T00:00:00Z",
            "yesterday",
            "+999999999-12-31T23:59:59Z"
        }) {
            var reply = api.post(PATH, """
                {"events":[{"eventId":"hostile-time","occurredAt":"%s","provider":"openai","model":"gpt-4o",
                  "usage":{"prompt_tokens":1,"completion_tokens":1}}]}""".formatted(time));
            assertThat(reply.status()).as(time).isEqualTo(422);
            assertThat(reply.body()).contains("occurredAt");
        }
        assertNothingStored(api, "hostile-time");
    }

    @Test
    void aGzipBombIsRefusedBeforeItIsInflated(Api api) throws IOException {
        var zeros = new byte[1 << 20];
        var bomb = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bomb)) {
            for (var megabyte = 0; megabyte < 1_000; megabyte++) {
                gzip.write(zeros);
            }
        }
        assertThat(bomb.size()).isLessThan(2 << 20);

        var reply = api.send(api.request(PATH)
                .header("Content-Type", "application/json")
                .header("Content-Encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofByteArray(bomb.toByteArray())));

        assertThat(reply.status()).isIn(400, 413);
    }

    @Test
    void deepNestingIsRefused(Api api) {
        var deep = "{\"a\":".repeat(20_000) + "1" + "}".repeat(20_000);

        var reply = api.post(PATH, """
                {"events":[{"eventId":"hostile-deep","provider":"openai","model":"gpt-4o","usage":%s}]}""".formatted(deep));

        assertThat(reply.status()).isIn(400, 422);
        assertNothingStored(api, "hostile-deep");
    }

    @Test
    void tooManyEventsAndTooManyBytesAreRefusedWithTheLimit(Api api) {
        var event = "{\"provider\":\"openai\",\"model\":\"gpt-4o\",\"usage\":{\"prompt_tokens\":1}}";

        var many = api.post(PATH, "{\"events\":[" + (event + ",").repeat(1_000) + event + "]}");
        assertThat(many.status()).isIn(400, 413, 422);
        assertThat(many.body()).contains("1000");

        var large = api.post(PATH, "{\"events\":[{\"agent\":\"" + "x".repeat(10 << 20) + "\"}]}");
        assertThat(large.status()).isEqualTo(413);
    }

    @Test
    void nobodyGetsInWithoutAGoodToken(Stack stack, Api api) {
        assertThat(api.send(api.anonymous("/api/v1/usage/summary").GET()).status())
                .isEqualTo(401);
        var key = stack.apiKey();
        var forged = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ1c2VyOjEifQ." + "A".repeat(86);
        for (var bad : List.of(key.substring(0, key.length() - 1), key + "0", key.toLowerCase(Locale.ROOT), forged)) {
            assertThat(api.send(api.anonymous("/api/v1/usage/summary")
                                    .header("Authorization", "Bearer " + bad)
                                    .GET())
                            .status())
                    .isEqualTo(401);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"?=true", "?agent=%zz", "?agent=%", "?agent=%ff%fe", "?%00=%00", "?agent=%00"})
    void aQueryThatCannotBeReadIsNeverOurFault(String query, Api api) {
        var response = api.rawGet("/api/v1/usage/events" + query);

        assertThat(response).as(query).startsWith("HTTP/1.1 ").doesNotStartWith("HTTP/1.1 5");
    }

    @Test
    void anEventIsFoundByAnIdOfAnyCharacters(Api api) {
        var ids = List.of(
                "agents/reviewer",
                "/agents/reviewer 42",
                "https://agents.example//x;v=1 7",
                "100% of \\ it",
                "%2F",
                "a;b?c#d");
        var events = ids.stream()
                .map(id -> """
                        {"eventId":%s,"provider":"openai","model":"gpt-4o","usage":{"prompt_tokens":1}}""".formatted(Stack.JSON.writeValueAsString(id)))
                .collect(Collectors.joining(","));
        assertThat(api.post(PATH, "{\"events\":[" + events + "]}").status()).isEqualTo(202);

        for (var id : ids) {
            var path = "/api/v1/usage/events/" + Api.encode(id).replace("+", "%20");
            await().atMost(Duration.ofSeconds(60)).until(() -> api.get(path).status(), status -> status == 200);
            assertThat(api.get(path).json().get("eventId").asString()).isEqualTo(id);
            assertThat(api.get(path + "/cost-explanation").json().get("eventId").asString())
                    .isEqualTo(id);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/usage/events/..%2F..%2Fprices",
                "/api/v1/usage/events/%2e%2e/summary",
                "/api/v1/usage/events/../summary",
                "/api/v1/usage/events/..;/summary",
                "/api/v1/usage/events/x;y",
                "/api/v1/usage//events",
                "/api/v1/usage/events/a\\b",
                "/api/v1/usage/events/%252F..%252F",
                "/api/v1/usage/events/%00",
                "/actuator/health/..%2F..%2Fenv",
                "/otlp/..%2Factuator%2Fprometheus",
                "/api/v1/usage%2Fevents"
            })
    void aPathThatMeansTwoThingsIsAProblemOfItsSender(String path, Api api) {
        assertThat(api.rawGet(path))
                .as(path)
                .startsWith("HTTP/1.1 4")
                .contains("application/problem+json")
                .containsAnyOf("malformed-request", "not-found");
    }

    @Test
    void optionsWithABodyOfNoTypeAreNotHeldAgainstTheService(Api api) {
        var response = api.unchecked(api.request("/api/v1/prices")
                .method("OPTIONS", HttpRequest.BodyPublishers.ofString("x"))
                .build());

        assertThat(response.statusCode()).isLessThan(500);
    }

    @Test
    void partsWithoutABoundaryAreNeverOurFault(Api api) {
        var response = api.unchecked(api.request("/api/v1/prices")
                .header("Content-Type", "multipart/form-data")
                .GET()
                .build());

        assertThat(response.statusCode()).isLessThan(500);
    }

    @Test
    void anUnknownPathIsAProblemDocument(Api api) {
        HttpResponse<String> response =
                api.unchecked(api.request("/api/v1/nothing-here").GET().build());

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }

    private static void assertNothingStored(Api api, String eventId) {
        assertThat(api.get("/api/v1/usage/events/" + eventId).status()).isEqualTo(404);
    }
}
