package io.machinenativeops.tokentracking.ingest;

import java.math.BigDecimal;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.machinenativeops.embedded.EmbeddedStores;
import io.machinenativeops.tokentracking.event.RecordedUsage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What a sender meets at the port: verdicts, limits, and that each event is recorded once. */
class UsageEventsIT {

    private static final String JSON = "application/json";
    private static IngestService service;

    @BeforeAll
    static void start() {
        service = IngestService.on(
                EmbeddedStores.redisUrl(),
                "--spring.cloud.stream.redis-streams.binder.key-prefix=" + EmbeddedStores.freshKeyPrefix());
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void recordsAnEventWithItsExactCost() {
        var id = id();
        var reply = service.events(batch("""
                {"eventId":"%s","occurredAt":"%s","provider":"anthropic","model":"claude-sonnet-4-5","operation":"chat",
                 "agent":"reviewer","sessionId":"s-1","traceId":"t-1","spanId":"sp-1","parentSpanId":"sp-0",
                 "responseId":"msg_%s","user":"u-7","environment":"production","project":"%s",
                 "tags":{"feature":"review","attempt":2,"beta":true},"prompt":{"name":"review","version":3},
                 "latencyMs":1840,"timeToFirstTokenMs":310.4,"status":"ok","serviceTier":"standard","region":"us",
                 "providerCost":{"amount":0.06},"reservationId":"r-1","usageStatus":"final",
                 "usage":{"input_tokens":3,"cache_creation_input_tokens":12304,"output_tokens":550,"unknown":{"x":1.50}}}
                """.formatted(id, now(), id, IngestService.PROJECT)));

        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.text()).isEqualTo("{\"accepted\":1,\"duplicates\":0,\"rejected\":[]}");
        var item = item(id);
        // 3 x 0.000003 + 12304 x 0.00000375 + 550 x 0.000015 = 0.000009 + 0.04614 + 0.00825
        assertThat(item.cost().amount()).isEqualByComparingTo("0.054399");
        assertThat(item.cost().priceVersion()).isEqualTo("claude-sonnet-4-5@1");
        assertThat(item.cost().reported()).isEqualTo(new RecordedUsage.Money(new BigDecimal("0.06"), "USD"));
        assertThat(item.usage().buckets())
                .containsOnly(
                        Map.entry("in_fresh", new BigDecimal("3")),
                        Map.entry("in_cache_write_5m", new BigDecimal("12304")),
                        Map.entry("out_text", new BigDecimal("5.5E+2")));
        assertThat(item.usage().raw().at("/unknown/x").decimalValue()).isEqualTo(new BigDecimal("1.50"));
        assertThat(item.usage().inputTokens()).isEqualTo(12_307);
        assertThat(item.origin().projectId()).isEqualTo(IngestService.PROJECT);
        assertThat(item.origin().apiKeyId()).isEqualTo("key-1");
        assertThat(item.origin().tags()).isEqualTo(Map.of("feature", "review", "attempt", "2", "beta", "true"));
        assertThat(item.call().promptVersion()).isEqualTo("3");
        assertThat(item.call().timeToFirstTokenMs()).isEqualTo(310);
        assertThat(item.trace()).isEqualTo(new RecordedUsage.Trace("s-1", "t-1", "sp-1", "sp-0"));
        assertThat(item.flags()).containsExactly("cache_ttl_assumed", "region_price_fallback");
    }

    @Test
    void takesTheSmallestEventAndCountsEachSend() {
        var before = service.items().size();
        var smallest = batch(
                "{\"provider\":\"OpenAI\",\"model\":\"gpt-5\",\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":1}}");

        assertThat(accepted(service.events(smallest))).isEqualTo(1);
        assertThat(accepted(service.events(smallest))).isEqualTo(1);

        var items = service.items();
        assertThat(items).hasSize(before + 2);
        var item = items.getLast();
        assertThat(UUID.fromString(item.eventId()).version()).isEqualTo(7);
        assertThat(item.call().provider()).isEqualTo("openai");
        assertThat(item.occurredAt()).isEqualTo(item.receivedAt());
        // 10 x 0.00000125 + 1 x 0.00001
        assertThat(item.cost().amount()).isEqualByComparingTo("0.0000225");
    }

    @Test
    void takesNormalisedCountsWithOrWithoutUsage() {
        var inside = id();
        var beside = id();
        service.events(batch(
                "{\"eventId\":\"%s\",\"provider\":\"openai\",\"model\":\"gpt-5\",\"usage\":{\"inputTokens\":7,\"outputTokens\":2}}"
                        .formatted(inside),
                "{\"eventId\":\"%s\",\"provider\":\"openai\",\"model\":\"gpt-5\",\"inputTokens\":7,\"outputTokens\":2}"
                        .formatted(beside)));

        assertThat(item(inside).usage().buckets())
                .isEqualTo(item(beside).usage().buckets());
        assertThat(item(beside).usage().inputTokens()).isEqualTo(7);
        assertThat(item(beside).usage().outputTokens()).isEqualTo(2);
    }

    @Test
    void aRepeatedEventIsADuplicateWithinAndAcrossBatches() {
        var event = event(id(), "\"occurredAt\":\"%s\"".formatted(now()));

        assertThat(service.events(batch(event, event, event)).text())
                .isEqualTo("{\"accepted\":1,\"duplicates\":2,\"rejected\":[]}");
        assertThat(service.events(batch(event)).text()).isEqualTo("{\"accepted\":0,\"duplicates\":1,\"rejected\":[]}");
    }

    @Test
    void theSameContentInAnotherSpellingIsADuplicate() {
        var id = id();
        service.events(
                batch(
                        "{\"eventId\":\"" + id + "\",\"occurredAt\":\"" + "2026-11-01T10:00:00Z"
                                + "\",\"provider\":\"openai\",\"model\":\"gpt-5\",\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":1}}"));
        var again = service.events(
                batch(
                        "{\"model\":\"gpt-5\",\"provider\":\"openai\",\"agent\":null,\"eventId\":\"" + id
                                + "\",\"usage\":{\"completion_tokens\":1.0,\"prompt_tokens\":1e1},\"occurredAt\":\"2026-11-01T12:00:00.000+02:00\"}"));

        assertThat(again.json().get("duplicates").asInt()).as(again.text()).isEqualTo(1);
    }

    @Test
    void anEventIdTakenByOtherContentIsAConflict() {
        var id = id();
        service.events(batch(event(id, "\"agent\":\"a\"")));

        var reply = service.events(batch(event(id, "\"agent\":\"b\""), event(id(), "\"agent\":\"b\"")));

        assertThat(reply.status()).isEqualTo(202);
        assertThat(accepted(reply)).isEqualTo(1);
        var problem = reply.json().at("/rejected/0/problem");
        assertThat(reply.json().at("/rejected/0/index").asInt()).isZero();
        assertThat(problem.get("code").asString()).isEqualTo("event-id-conflict");
        assertThat(problem.get("status").asInt()).isEqualTo(409);
        assertThat(problem.get("type").asString()).isEqualTo("urn:mno:problem:event-id-conflict");
        assertThat(problem.get("title").asString()).isNotBlank();
        assertThat(problem.at("/errors/0/field").asString()).isEqualTo("eventId");
        assertThat(item(id).origin().agent()).isEqualTo("a");
    }

    @Test
    void providerAndResponseIdIdentifyAnEventWithoutId() {
        var response = "chatcmpl-" + id();
        var first = "{\"provider\":\"openai\",\"model\":\"gpt-5\",\"responseId\":\"%s\",\"agent\":\"sdk\",%s}";
        var usage = "\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":1}";

        assertThat(accepted(service.events(batch(first.formatted(response, usage)))))
                .isEqualTo(1);
        assertThat(service.events(batch(first.formatted(response, usage).replace("sdk", "gateway")))
                        .json()
                        .get("duplicates")
                        .asInt())
                .isEqualTo(1);
        assertThat(service.events(batch(first.formatted(response, usage.replace("10", "11"))))
                        .json()
                        .at("/rejected/0/problem/code")
                        .asString())
                .isEqualTo("event-id-conflict");
        assertThat(accepted(service.events(batch(first.formatted(response, "\"eventId\":\"" + id() + "\"," + usage)))))
                .as("an explicit id wins over a repeated response id")
                .isEqualTo(1);
        assertThat(item("openai:" + response).origin().agent()).isEqualTo("sdk");
    }

    @Test
    void theSameIdInTwoOrganisationsIsTwoEvents() {
        var event = batch(event(id(), "\"agent\":\"a\""));

        assertThat(accepted(service.events(event))).isEqualTo(1);
        assertThat(accepted(service.send(
                        BodyPublishers.ofString(event),
                        IngestService.token(IngestService.OTHER),
                        "Content-Type",
                        JSON)))
                .isEqualTo(1);
        var last = service.entries().getLast();
        assertThat(last.subject()).isEqualTo(IngestService.OTHER);
        assertThat(last.data().items().getFirst().origin().organizationId()).isEqualTo(IngestService.OTHER);
    }

    @Test
    void singleEventsSentAtOnceAreRecordedOnceEachAndInTheirOwnOrganisation() throws Exception {
        var ids = IntStream.range(0, 40).mapToObj(_ -> id()).toList();
        var time = now();
        var organizations = List.of(IngestService.ORGANIZATION, IngestService.OTHER);
        var sends = new ArrayList<Callable<Integer>>();
        for (var organization : organizations) {
            var token = IngestService.token(organization);
            for (int sender = 0; sender < 6; sender++) {
                // Three senders begin with the same event, three others half the list later.
                var turned = new ArrayList<>(ids);
                Collections.rotate(turned, sender % 2 * ids.size() / 2);
                sends.add(() -> {
                    int accepted = 0;
                    for (var id : turned) {
                        var event = BodyPublishers.ofString(batch(
                                event(id, "\"occurredAt\":\"%s\",\"agent\":\"%s\"".formatted(time, organization))));
                        var reply = service.send(event, token, "Content-Type", JSON);
                        assertThat(accepted(reply)
                                        + reply.json().get("duplicates").asInt())
                                .as(reply.text())
                                .isEqualTo(1);
                        accepted += accepted(reply);
                    }
                    return accepted;
                });
            }
        }
        int accepted = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var send : threads.invokeAll(sends)) {
                accepted += send.get();
            }
        }

        assertThat(accepted).isEqualTo(2 * ids.size());
        for (var organization : organizations) {
            var items = service.entries().stream()
                    .filter(entry -> entry.subject().equals(organization))
                    .flatMap(entry -> entry.data().items().stream())
                    .filter(item -> ids.contains(item.eventId()))
                    .toList();
            assertThat(items).extracting(RecordedUsage::eventId).containsExactlyInAnyOrderElementsOf(ids);
            assertThat(items).allSatisfy(item -> {
                assertThat(item.origin().organizationId()).isEqualTo(organization);
                assertThat(item.origin().agent()).isEqualTo(organization);
            });
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"usage\":{\"prompt_tokens\":-1,\"completion_tokens\":1} | invalid-usage | usage.prompt_tokens",
                "\"usage\":{\"prompt_tokens\":1e13,\"completion_tokens\":1} | invalid-usage | usage.prompt_tokens",
                "\"usage\":{\"prompt_tokens\":99999999999999999999,\"completion_tokens\":1} | invalid-usage | usage.prompt_tokens",
                "\"usage\":{\"prompt_tokens\":1.5,\"completion_tokens\":1} | invalid-usage | usage.prompt_tokens",
                "\"usage\":{\"prompt_tokens\":\"NaN\",\"completion_tokens\":1} | invalid-usage | usage.prompt_tokens",
                "\"usage\":{\"a\":1} | invalid-usage | usage",
                "\"usage\":{\"prompt_tokens\":1,\"x\":1e9999} | invalid-event | usage",
                "\"usage\":[] | invalid-event | usage",
                "\"agent\":\"a\" | invalid-event | usage",
                "\"usage\":{\"prompt_tokens\":1},\"inputTokens\":1 | invalid-event | inputTokens",
                "\"usage\":{\"prompt_tokens\":1},\"agnet\":\"a\" | invalid-event | agnet",
                "\"usage\":{\"prompt_tokens\":1},\"agent\":7 | invalid-event | agent",
                "\"usage\":{\"prompt_tokens\":1},\"agent\":\"a\\u0000b\" | invalid-event | agent",
                "\"usage\":{\"prompt_tokens\":1},\"user\":\"\\ud800\" | invalid-event | user",
                "\"usage\":{\"prompt_tokens\":1,\"x\":\"\\udc00\"} | invalid-event | usage",
                "\"usage\":{\"prompt_tokens\":1},\"status\":\"great\" | invalid-event | status",
                "\"usage\":{\"prompt_tokens\":1},\"dialect\":\"klingon\" | invalid-event | dialect",
                "\"usage\":{\"prompt_tokens\":1},\"latencyMs\":-1 | invalid-event | latencyMs",
                "\"usage\":{\"prompt_tokens\":1},\"providerCost\":{\"amount\":\"-1\"} | invalid-event | providerCost.amount",
                "\"usage\":{\"prompt_tokens\":1},\"prompt\":{\"version\":1} | invalid-event | prompt.name",
                "\"usage\":{\"prompt_tokens\":1},\"tags\":{\"a\":[]} | invalid-event | tags.a",
                "\"usage\":{\"prompt_tokens\":1},\"occurredAt\":\"yesterday\" | invalid-event | occurredAt",
                "\"usage\":{\"prompt_tokens\":1},\"occurredAt\":\"1970-01-01T00:00:00Z\" | too-old | occurredAt",
                "\"usage\":{\"prompt_tokens\":1},\"occurredAt\":\"-999999999-01-01T00:00:00Z\" | too-old | occurredAt",
                "\"usage\":{\"prompt_tokens\":1},\"occurredAt\":\"2999-01-01T00:00:00Z\" | in-future | occurredAt",
                "\"usage\":{\"prompt_tokens\":1},\"supersedes\":\"e-1\" | invalid-event | revision",
                "\"usage\":{\"prompt_tokens\":1},\"operation\":\"invoke_agent\" | not-a-model-call | operation",
                "\"usage\":{\"prompt_tokens\":1},\"project\":\"website\" | project-not-allowed | project",
                "\"usage\":{\"prompt_tokens\":1},\"apiKeyId\":\"key-2\" | invalid-event | apiKeyId",
                "\"usage\":{\"prompt_tokens\":1},\"eventId\":\"é\" | invalid-event | eventId",
            })
    void rejectsABadEventAloneAndSaysWhy(String fields, String code, String field) {
        var good = event(id(), "\"agent\":\"a\"");
        var bad = "{\"provider\":\"openai\",\"model\":\"gpt-5\"," + fields + "}";
        var before = service.items().size();

        var reply = service.events(batch(bad, good));

        assertThat(reply.status()).as(reply.text()).isEqualTo(202);
        assertThat(accepted(reply)).isEqualTo(1);
        assertThat(reply.json().get("rejected")).hasSize(1);
        var problem = reply.json().at("/rejected/0/problem");
        assertThat(problem.get("code").asString()).as(reply.text()).isEqualTo(code);
        assertThat(problem.at("/errors/0/field").asString()).as(reply.text()).isEqualTo(field);
        assertThat(service.items()).hasSize(before + 1);
    }

    @Test
    void namesTheKnownFieldThatATypoMeant() {
        var reply = service.events(batch(event(id(), "\"latency_ms\":3"), event(id(), "\"modle\":\"x\"")));

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.text()).contains("is not a known field; is it latencyMs?", "is it model?");
    }

    @Test
    void answers422WhenAllAreRejected() {
        var reply = service.events(batch("{\"provider\":\"openai\"}", "7"));

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.header("Content-Type")).startsWith("application/problem+json");
        var problem = reply.json();
        assertThat(problem.get("code").asString()).isEqualTo("all-events-rejected");
        assertThat(problem.get("rejected")).hasSize(2);
        assertThat(problem.at("/rejected/0/problem/errors")).hasSize(2);
        assertThat(problem.at("/rejected/1/problem/detail").asString()).contains("7");
    }

    @Test
    void acceptsWhatIsJustInsideTheTimeWindow() {
        var oldest = Instant.now().minus(Duration.ofDays(90)).plusSeconds(60);
        var newest = Instant.now().plus(Duration.ofMinutes(9));

        assertThat(accepted(service.events(batch(
                        event(id(), "\"occurredAt\":\"%s\"".formatted(oldest)),
                        event(id(), "\"occurredAt\":\"%s\"".formatted(newest))))))
                .isEqualTo(2);
    }

    @Test
    void anEventOlderThanTheClaimsIsLookedUpInTheStore() {
        var known = id();
        var event = event(known, "\"occurredAt\":\"%s\"".formatted(Instant.now().minus(Duration.ofDays(30))));
        service.events(batch(event));
        var fingerprint = item(known).fingerprint();
        var other = id();
        service.stored().put(other, fingerprint);

        var reply = service.events(batch(event.replace(known, other), event.replace(known, id())));

        assertThat(reply.json().get("duplicates").asInt()).as(reply.text()).isEqualTo(1);
        assertThat(accepted(reply)).isEqualTo(1);
        service.stored().put(other, "another");
        assertThat(service.events(batch(event.replace(known, other))).text()).contains("event-id-conflict");
    }

    @Test
    void anUnknownModelIsUnpricedAndNeverFree() {
        var id = id();
        var reported = id();
        var before = service.meter("mno.usage.unpriced");
        var event =
                "{\"eventId\":\"%s\",\"provider\":\"openai\",\"model\":\"gpt-99\",%s\"usage\":{\"prompt_tokens\":1}}";

        service.events(batch(
                event.formatted(id, ""),
                event.formatted(reported, "\"providerCost\":{\"amount\":\"0.25\",\"currency\":\"USD\"},")));

        assertThat(item(id).cost().amount()).isNull();
        assertThat(item(id).flags()).contains("unpriced");
        assertThat(item(reported).cost().amount()).isEqualByComparingTo("0.25");
        assertThat(item(reported).flags()).contains("provider_cost").doesNotContain("unpriced");
        assertThat(service.meter("mno.usage.unpriced") - before).isEqualTo(1);
    }

    @Test
    void countsVerdictsByCause() {
        var before = service.meter("mno.usage.events", "outcome", "rejected", "cause", "too-old");

        service.events(batch(event(id(), "\"occurredAt\":\"2001-01-01T00:00:00Z\"")));

        assertThat(service.meter("mno.usage.events", "outcome", "rejected", "cause", "too-old") - before)
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{}",
                "[]",
                "7",
                "null",
                "{\"events\":[]}",
                "{\"events\":{}}",
                "{\"events\":null}",
                "{\"events\":[{}],\"extra\":1}",
                "{\"events\":[{\"model\":\"a\",\"model\":\"b\"}]}",
                "{\"events\":[{\"usage\":{\"input_tokens\":NaN}}]}",
                "{\"events\":[{}]} x",
                "{\"events\":[{\"a\":01}]}"
            })
    void answers400ToAMalformedEnvelope(String body) {
        var reply = service.events(body);

        assertThat(reply.status()).as(reply.text()).isEqualTo(400);
        assertThat(reply.header("Content-Type")).startsWith("application/problem+json");
        assertThat(reply.json().get("code").asString()).isIn("malformed-request", "invalid-parameter");
        assertThat(reply.json().get("detail").asString()).isNotBlank();
    }

    @Test
    void answers400ToBytesThatAreNotUtf8AndToDeepNesting() {
        byte[] latin = batch(event(id(), "\"agent\":\"caf?\"")).getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < latin.length; at++) {
            latin[at] = latin[at] == '?' ? (byte) 0xe9 : latin[at];
        }
        assertThat(service.events(latin, "Content-Type", JSON).status()).isEqualTo(400);

        var deep = "{\"events\":[{\"usage\":" + "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000) + "}]}";
        var reply = service.events(deep);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text()).contains("24");
    }

    @Test
    void answers413ToTooManyEventsAndTooManyBytes() {
        var event = event(id(), "\"agent\":\"a\"");
        var many = batch(IntStream.range(0, 1001).mapToObj(i -> event).toArray(String[]::new));
        assertThat(service.events(many).status()).isEqualTo(413);
        assertThat(service.events(many).text()).contains("1001", "1000");

        byte[] large = ("{\"events\":[" + " ".repeat(10_000_000) + "]}").getBytes(StandardCharsets.UTF_8);
        var reply = service.events(large, "Content-Type", JSON);
        assertThat(reply.status()).isEqualTo(413);
        assertThat(reply.json().get("code").asString()).isEqualTo("payload-too-large");
        assertThat(reply.text()).contains("8388608");

        var streamed = service.send(
                BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(large)),
                IngestService.token(IngestService.ORGANIZATION),
                "Content-Type",
                JSON);
        assertThat(streamed.status()).isEqualTo(413);
    }

    @Test
    void inflatesWithinBounds() {
        var event = batch(event(id(), "\"agent\":\"a\"")).getBytes(StandardCharsets.UTF_8);
        assertThat(accepted(
                        service.events(IngestService.gzip(event), "Content-Type", JSON, "Content-Encoding", "gzip")))
                .isEqualTo(1);

        byte[] bomb = IngestService.gzip(new byte[100_000_000]);
        var reply = service.events(bomb, "Content-Type", JSON, "Content-Encoding", "gzip");
        assertThat(reply.status()).isEqualTo(413);
        assertThat(reply.text()).contains("inflates");

        assertThat(service.events(event, "Content-Type", JSON, "Content-Encoding", "gzip")
                        .status())
                .isEqualTo(400);
        assertThat(service.events(event, "Content-Type", JSON, "Content-Encoding", "br")
                        .status())
                .isEqualTo(415);
    }

    @Test
    void refusesWhoIsNotAllowed() {
        var body = BodyPublishers.ofString(batch(event(id(), "\"agent\":\"a\"")));
        assertThat(service.send(body, null, "Content-Type", JSON).status()).isEqualTo(401);
        assertThat(service.send(body, "x", "Content-Type", JSON).status()).isEqualTo(401);
        var reader = IngestService.issuer().token(IngestService.ORGANIZATION, "usage:read");
        assertThat(service.send(body, reader, "Content-Type", JSON).status()).isEqualTo(403);
        assertThat(service.send(body, IngestService.token(IngestService.ORGANIZATION), "Content-Type", "text/plain")
                        .status())
                .isEqualTo(415);
    }

    @Test
    void aKeyOfOneProjectWritesThereAndNowhereElse() {
        var own = id();
        var key = IngestService.issuer()
                .token(
                        IngestService.ORGANIZATION,
                        claims -> claims.claim("project", IngestService.PROJECT)
                                .claim("team", "0190a000-0000-7000-8000-0000000000bb")
                                .claim("grants", Map.of("project:" + IngestService.PROJECT, List.of("usage:write"))));

        var reply = service.send(
                BodyPublishers.ofString(batch(
                        event(own, "\"agent\":\"a\""),
                        event(id(), "\"project\":\"0190a000-0000-7000-8000-0000000000cc\""))),
                key,
                "Content-Type",
                JSON);

        assertThat(accepted(reply)).isEqualTo(1);
        assertThat(reply.json().at("/rejected/0/problem/code").asString()).isEqualTo("project-not-allowed");
        assertThat(item(own).origin().projectId()).isEqualTo(IngestService.PROJECT);
        assertThat(item(own).origin().teamId()).isEqualTo("0190a000-0000-7000-8000-0000000000bb");
    }

    @Test
    void takesAThousandEventsInOneEntry() {
        var entries = service.entries().size();
        var events = IntStream.range(0, 1000)
                .mapToObj(i -> event(id(), "\"agent\":\"a" + i + "\""))
                .toArray(String[]::new);

        assertThat(accepted(service.events(batch(events)))).isEqualTo(1000);
        assertThat(service.entries()).hasSize(entries + 1);
    }

    private static RecordedUsage item(String id) {
        return service.items().stream()
                .filter(item -> item.eventId().equals(id))
                .collect(Collectors.collectingAndThen(Collectors.toList(), found -> {
                    assertThat(found).as("items with id " + id).hasSize(1);
                    return found.getFirst();
                }));
    }

    private static int accepted(IngestService.Reply reply) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(202);
        return reply.json().get("accepted").asInt();
    }

    static String event(String id, String fields) {
        return "{\"eventId\":\"" + id + "\",\"provider\":\"openai\",\"model\":\"gpt-5\","
                + "\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":1}," + fields + "}";
    }

    static String batch(String... events) {
        return "{\"events\":[" + String.join(",", events) + "]}";
    }

    private static String id() {
        return UUID.randomUUID().toString();
    }

    private static Instant now() {
        return Instant.now();
    }
}
