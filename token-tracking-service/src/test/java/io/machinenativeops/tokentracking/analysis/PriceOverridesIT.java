package io.machinenativeops.tokentracking.analysis;

import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.machinenativeops.embedded.EmbeddedPostgres;
import io.machinenativeops.embedded.EmbeddedStores;
import io.machinenativeops.embedded.PostgresDatabase;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Overrides over HTTP, with a PostgreSQL that can be killed; the test that kills it comes last. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PriceOverridesIT {

    private static final String PATH = "/api/v1/price-overrides";
    private static final String OWN = """
            {"provider":"my-gpu","model":"llama-local","effectiveFrom":"2026-01-01T00:00:00Z",
             "prices":[{"unit":"in_fresh","amount":"0.000001"},{"unit":"out_text","amount":"0.000002"},
                       {"unit":"out_text","amount":"0.000001","conditions":{"serviceTier":"batch"}}]}""";

    private static EmbeddedPostgres postgres;
    private static AnalysisService service;
    private static PostgresDatabase database;

    private final String organization = AnalysisService.organization();
    private final String token =
            AnalysisService.ISSUER.token(organization, "usage:read", "usage:write", "price:manage");

    @BeforeAll
    static void start() {
        postgres = EmbeddedPostgres.in(EmbeddedStores.freshFolder()).unsynced().start();
        database = postgres.database("token_tracking", "secret");
        service = service();
        var anybody = AnalysisService.ISSUER.token(AnalysisService.organization(), "usage:read");
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> service.send(anybody, PATH).statusCode() == 200);
    }

    private static AnalysisService service(String... more) {
        var arguments = new ArrayList<>(List.of(
                "--POSTGRES_URL=" + database.url(),
                "--POSTGRES_USER=" + database.user(),
                "--POSTGRES_PASSWORD=" + database.password()));
        arguments.addAll(List.of(more));
        return new AnalysisService(arguments.toArray(String[]::new));
    }

    @AfterAll
    static void stop() {
        service.close();
        postgres.close();
    }

    private HttpResponse<String> call(String method, String path, String body, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(service.url(path)))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return service.send(request.build());
    }

    private JsonNode created(String body) {
        var reply = call("POST", PATH, body);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(201);
        return AnalysisService.json(reply.body());
    }

    private String code(HttpResponse<String> reply) {
        return AnalysisService.json(reply.body()).path("code").asString();
    }

    private void use(String id, String provider, String model, String usage) {
        var reply = service.post(token, """
                {"events":[{"eventId":"%s","provider":"%s","model":"%s","usage":%s}]}""".formatted(id, provider, model, usage));
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(202);
    }

    private JsonNode stored(String id) {
        var path = "/api/v1/usage/events/" + id + "/cost-explanation";
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> service.send(token, path).statusCode() == 200);
        return AnalysisService.json(service.send(token, path).body());
    }

    @Test
    @Order(1)
    void pricesAModelOfOnesOwnAndExplainsItForEver() {
        var override = created(OWN);
        var id = override.path("id").asString();
        // 1000 × 0.000001 + 500 × 0.000002
        use(
                "own-1",
                "my-gpu",
                "llama-local",
                "{\"prompt_tokens\":1000,\"completion_tokens\":500,\"total_tokens\":1500}");
        var first = stored("own-1");
        assertThat(new BigDecimal(first.path("cost").asString())).isEqualByComparingTo("0.002");
        assertThat(first.path("priceVersion").asString()).isEqualTo(id + ".1");
        assertThat(first.path("lines").get(0).path("source").asString()).isEqualTo(PATH + "/" + id);
        assertThat(first.path("flags").toString()).contains("price_override");

        var changed = call("PUT", PATH + "/" + id, OWN.replace("0.000002", "0.000004"), "If-Match", "\"1\"");
        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
        assertThat(changed.headers().firstValue("ETag")).hasValue("\"2\"");
        use(
                "own-2",
                "my-gpu",
                "llama-local",
                "{\"prompt_tokens\":1000,\"completion_tokens\":500,\"total_tokens\":1500}");
        assertThat(new BigDecimal(stored("own-2").path("cost").asString())).isEqualByComparingTo("0.003");
        assertThat(stored("own-2").path("priceVersion").asString()).isEqualTo(id + ".2");

        var again = stored("own-1");
        assertThat(again.path("explained").asBoolean()).isTrue();
        assertThat(again.path("lines")).isEqualTo(first.path("lines"));

        assertThat(call("DELETE", PATH + "/" + id, "").statusCode()).isEqualTo(204);
        assertThat(stored("own-1").path("explained").asBoolean()).isTrue();
        use("own-3", "my-gpu", "llama-local", "{\"prompt_tokens\":1,\"completion_tokens\":1,\"total_tokens\":2}");
        assertThat(stored("own-3").path("cost").isNull()).isTrue();
        assertThat(AnalysisService.json(service.send(token, PATH + "/" + id + "/versions")
                                .body())
                        .path("items"))
                .hasSize(3);
        assertThat(code(call("PUT", PATH + "/" + id, OWN, "If-Match", "\"3\""))).isEqualTo("price-override-ended");
    }

    @Test
    @Order(2)
    void adjustsTheCatalogueByTheMostSpecificPattern() {
        created("{\"provider\":\"*\",\"model\":\"*\",\"adjustment\":{\"percent\":\"10\"}}");
        created("{\"provider\":\"anthropic\",\"model\":\"claude-sonnet-*\",\"adjustment\":{\"factor\":\"0.85\"}}");
        created("{\"provider\":\"anthropic\",\"model\":\"claude-*\",\"adjustment\":{\"factor\":\"0.5\"}}");
        use(
                "discounted",
                "anthropic",
                "claude-sonnet-4-5",
                "{\"input_tokens\":3,\"cache_creation_input_tokens\":12304,\"output_tokens\":550}");
        var explanation = stored("discounted");
        // 0.054399 by the catalogue, × 0.85
        assertThat(new BigDecimal(explanation.path("cost").asString())).isEqualByComparingTo("0.04623915");
        assertThat(explanation.path("explained").asBoolean()).isTrue();

        var prices =
                AnalysisService.json(service.send(token, "/api/v1/prices?provider=anthropic&model=claude-sonnet-4-5")
                        .body());
        var shown = prices.path("items").get(0);
        assertThat(shown.path("status").asString()).isEqualTo("override");
        assertThat(shown.path("prices")
                        .valueStream()
                        .filter(price -> price.path("unit").asString().equals("in_fresh"))
                        .map(price -> price.path("amount").asString()))
                .contains("0.00000255");
    }

    @Test
    @Order(3)
    void showsOwnPricesInPlaceAndToTheirOwnerOnly() {
        created(OWN);
        created("""
                {"provider":"openai","model":"gpt-4o","prices":[{"unit":"in_fresh","amount":"0.000001"},
                 {"unit":"out_text","amount":"0.000002"}]}""");
        var mine = AnalysisService.json(service.send(token, "/api/v1/prices?provider=openai&model=gpt-4o")
                .body());
        assertThat(mine.path("items")).hasSize(1);
        assertThat(mine.path("items").get(0).path("status").asString()).isEqualTo("override");
        assertThat(AnalysisService.json(service.send(token, "/api/v1/prices?provider=my-gpu")
                                .body())
                        .path("items"))
                .hasSize(1);

        var other = AnalysisService.ISSUER.token(AnalysisService.organization(), "usage:read", "price:manage");
        assertThat(AnalysisService.json(service.send(other, "/api/v1/prices?provider=my-gpu")
                                .body())
                        .path("items"))
                .isEmpty();
        assertThat(AnalysisService.json(service.send(other, PATH).body()).path("items"))
                .isEmpty();
    }

    @Test
    @Order(4)
    void keepsOrganizationsAndPermissionsApart() {
        var id = created(OWN).path("id").asString();
        var stranger = AnalysisService.ISSUER.token(AnalysisService.organization(), "usage:read");
        assertThat(service.send(stranger, PATH + "/" + id).statusCode()).isEqualTo(404);
        assertThat(service.send(stranger, PATH + "/" + id + "/versions").statusCode())
                .isEqualTo(404);
        var reader = AnalysisService.ISSUER.token(organization, "usage:read");
        var refused = service.send(HttpRequest.newBuilder(URI.create(service.url(PATH)))
                .header("Authorization", "Bearer " + reader)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(OWN))
                .build());
        assertThat(refused.statusCode()).isEqualTo(403);
    }

    @Test
    @Order(5)
    void refusesConflictsAndRepeatsWhatAKeyMade() {
        var first = call("POST", PATH, OWN, "Idempotency-Key", "k-1");
        var again = call("POST", PATH, OWN, "Idempotency-Key", "k-1");
        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        var id = AnalysisService.json(first.body()).path("id").asString();
        assertThat(first.headers().firstValue("Location")).hasValue(PATH + "/" + id);
        assertThat(code(call("POST", PATH, OWN.replace("0.000002", "0.5"), "Idempotency-Key", "k-1")))
                .isEqualTo("idempotency-key-reused");
        assertThat(code(call("POST", PATH, OWN))).isEqualTo("price-override-overlap");
        assertThat(code(call("PUT", PATH + "/" + id, OWN))).isEqualTo("precondition-required");
        assertThat(code(call("PUT", PATH + "/" + id, OWN, "If-Match", "\"7\""))).isEqualTo("precondition-failed");
        assertThat(code(call("PUT", PATH + "/" + UUID.randomUUID(), OWN, "If-Match", "\"1\"")))
                .isEqualTo("not-found");
        assertThat(call("DELETE", PATH + "/" + id, "", "If-Match", "\"1\"").statusCode())
                .isEqualTo(204);
        assertThat(call(
                                "POST",
                                PATH,
                                OWN.replace(
                                        "2026-01-01T00:00:00Z", Instant.now().toString()))
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    @Order(6)
    void namesEveryFaultOfABody() {
        var reply = call("POST", PATH, """
                {"provider":"","model":"gpt-*","colour":1,"effectiveFrom":"monday","prices":[
                 {"unit":"token","amount":"-1"},{"unit":"in_fresh","amount":"0.1","conditions":{"moon":"full"}}]}""");
        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(AnalysisService.json(reply.body())
                        .path("errors")
                        .valueStream()
                        .map(error -> error.path("field").asString()))
                .containsExactlyInAnyOrder(
                        "colour",
                        "provider",
                        "effectiveFrom",
                        "prices[0].unit",
                        "prices[0].amount",
                        "prices[1].conditions.moon",
                        "model");
        assertThat(call("POST", PATH, "{\"provider\":\"a\",\"model\":\"b\"}").body())
                .contains("expected one of the two");
        assertThat(call("POST", PATH, "{\"provider\":\"a\",\"model\":\"b\",\"adjustment\":{\"percent\":\"-101\"}}")
                        .body())
                .contains("-101", "expected a decimal from -100");
        assertThat(call("POST", PATH, "[]").statusCode()).isEqualTo(400);
        assertThat(service.send(token, PATH + "?limit=0").statusCode()).isEqualTo(400);
    }

    @Test
    @Order(7)
    void previewsWhatUsageWouldCostAndRecordsNothing() {
        created(OWN);
        var reply = call("POST", "/api/v1/prices/preview", """
                {"events":[
                 {"eventId":"previewed","provider":"my-gpu","model":"llama-local","serviceTier":"batch",
                  "usage":{"prompt_tokens":1000,"completion_tokens":500,"total_tokens":1500}},
                 {"provider":"my-gpu","usage":{"prompt_tokens":1}}]}""");
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        var items = AnalysisService.json(reply.body()).path("items");
        // 1000 × 0.000001 + 500 × 0.000001 in batch
        assertThat(new BigDecimal(items.get(0).path("cost").asString())).isEqualByComparingTo("0.0015");
        assertThat(items.get(0).path("lines")).hasSize(2);
        assertThat(items.get(0).path("lines").get(1).path("rule").asString()).contains("service tier batch");
        assertThat(items.get(0).path("flags").toString()).contains("price_override");
        assertThat(items.get(1).path("problem").path("code").asString()).isEqualTo("invalid-event");

        var one = call("POST", "/api/v1/prices/preview", """
                {"provider":"nobody","model":"unknown","usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}""");
        var item = AnalysisService.json(one.body()).path("items").get(0);
        assertThat(item.path("cost").isNull()).isTrue();
        assertThat(item.path("flags").toString()).contains("unpriced");
        assertThat(service.send(token, "/api/v1/usage/events/previewed").statusCode())
                .isEqualTo(404);
    }

    @Test
    @Order(8)
    void anotherReplicaSeesAChangeAndPostgresMayGoAway() {
        try (var replica = service()) {
            created(OWN);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(
                                    AnalysisService.json(replica.send(token, "/api/v1/prices?provider=my-gpu")
                                                    .body())
                                            .path("items"))
                            .hasSize(1));
        }
        postgres.kill();
        use(
                "away",
                "my-gpu",
                "llama-local",
                "{\"prompt_tokens\":1000,\"completion_tokens\":500,\"total_tokens\":1500}");
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            var event = AnalysisService.json(
                    service.send(token, "/api/v1/usage/events/away").body());
            assertThat(event.path("cost").asString()).isEqualTo("0.002");
        });
        assertThat(call("POST", PATH, OWN).statusCode()).isEqualTo(503);
        assertThat(service.send(token, "/actuator/health/readiness").statusCode())
                .isEqualTo(200);
        postgres.restart();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> service.send(token, PATH).statusCode() == 200);
    }
}
