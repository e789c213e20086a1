package io.machinenativeops.tokentracking.retention;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.machinenativeops.embedded.EmbeddedStores;
import io.machinenativeops.platform.testing.TestIssuer;
import io.machinenativeops.tokentracking.storage.Rows;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static io.machinenativeops.tokentracking.storage.StoredUsage.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Sets how long usage is kept, and looks at what is left of it. */
class RetentionIT {

    private static final TestIssuer ISSUER = new TestIssuer();
    private static final String RETENTION = "/api/v1/usage/retention";
    private static ConfigurableApplicationContext service;

    @BeforeAll
    static void start() {
        var settings = EmbeddedStores.freshPostgresDatabase();
        service = new SpringApplicationBuilder(Application.class)
                .run(
                        "--server.port=0",
                        "--REDIS_URL=" + EmbeddedStores.redisUrl(),
                        "--CLICKHOUSE_URL=" + EmbeddedStores.clickHouseUrl(),
                        "--CLICKHOUSE_DATABASE=" + EmbeddedStores.freshDatabase(),
                        "--spring.cloud.stream.redis-streams.binder.key-prefix=" + EmbeddedStores.freshKeyPrefix(),
                        "--POSTGRES_URL=" + settings.url(),
                        "--POSTGRES_USER=" + settings.user(),
                        "--POSTGRES_PASSWORD=" + settings.password(),
                        "--MNO_JWKS=" + ISSUER.jwks(),
                        "--mno.retention.interval=1h",
                        "--MNO_LOG_FORMAT=",
                        "--spring.main.banner-mode=off",
                        "--logging.level.root=warn");
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void deletesOldDaysOfOneOrganizationFromEventsAndSums() {
        var organization = UUID.randomUUID().toString();
        var other = UUID.randomUUID().toString();
        var today = LocalDate.ofInstant(Instant.now(), ZoneOffset.UTC);
        for (var owner : List.of(organization, other)) {
            for (int ago : List.of(0, 30, 31, 100)) {
                Rows.insert(
                        service,
                        event("ago-" + ago)
                                .organization(owner)
                                .at(today.minusDays(ago)
                                        .atStartOfDay(ZoneOffset.UTC)
                                        .toInstant())
                                .cost("1")
                                .item());
            }
        }
        var admin = ISSUER.token(organization, "usage:read", "usage:admin");
        await().until(() -> send(admin, "GET", RETENTION, null).statusCode() == 200);
        assertThat(json(send(admin, "GET", RETENTION, null)).path("days").isNull())
                .isTrue();

        service.getBean(RetentionJob.class).enforce();
        assertThat(events(organization)).isEqualTo(4);
        var set = json(send(admin, "PUT", RETENTION, "{\"days\":30}"));
        assertThat(set.path("days").asInt()).isEqualTo(30);
        assertThat(set.path("changedBy").asString()).isNotEmpty();
        service.getBean(RetentionJob.class).enforce();

        assertThat(events(organization)).isEqualTo(2);
        assertThat(events(other)).isEqualTo(4);
        var range = "?from=" + today.minusDays(120) + "T00:00:00Z&to=" + today.plusDays(1) + "T00:00:00Z";
        var reconciliation = json(send(admin, "GET", "/api/v1/usage/reconciliation" + range, null));
        assertThat(reconciliation.path("equal").asBoolean()).isTrue();
        assertThat(reconciliation.path("events").asInt()).isEqualTo(2);
        assertThat(json(send(admin, "GET", RETENTION, null))
                        .path("deletedBefore")
                        .asString())
                .isEqualTo(today.minusDays(30).toString());
    }

    @Test
    void oneReplicaAtATimeDeletesAndAnotherTakesOver() {
        var organization = UUID.randomUUID().toString();
        var store = service.getBean(RetentionStore.class);
        await().until(() -> {
            store.change(organization, "someone", 7);
            return true;
        });

        var first = store.claim(Duration.ofMinutes(1)).orElseThrow();
        assertThat(first.organization()).isEqualTo(organization);
        assertThat(store.claim(Duration.ofMinutes(1))).isEmpty();
        store.done(first);
        assertThat(store.claim(Duration.ofMinutes(1))).as("until tomorrow").isEmpty();

        store.change(organization, "someone", 6);
        assertThat(store.claim(Duration.ofMillis(-1)).orElseThrow().before())
                .isEqualTo(first.before().plusDays(1));
        var taken = store.claim(Duration.ofMinutes(1)).orElseThrow();
        store.change(organization, "someone", null);
        store.done(taken);
        assertThat(store.claim(Duration.ofMinutes(1))).as("for ever").isEmpty();
    }

    @Test
    void refusesWhatIsOutOfBoundsAndWhoMayNot() {
        var organization = UUID.randomUUID().toString();
        var admin = ISSUER.token(organization, "usage:admin");

        for (var days : List.of("0", "3651", "-1")) {
            var refused = send(admin, "PUT", RETENTION, "{\"days\":" + days + "}");
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(json(refused).path("errors").get(0).path("detail").asString())
                    .contains(days, "1 to 3650");
        }
        assertThat(send(ISSUER.token(organization, "usage:read"), "PUT", RETENTION, "{\"days\":1}")
                        .statusCode())
                .isEqualTo(403);
        var ofProject = ISSUER.token(
                organization, claims -> claims.claim("grants", Map.of("project:p-1", List.of("usage:admin"))));
        assertThat(send(ofProject, "PUT", RETENTION, "{\"days\":1}").statusCode())
                .isEqualTo(403);
    }

    private static int events(String organization) {
        var today = LocalDate.ofInstant(Instant.now(), ZoneOffset.UTC);
        return json(send(
                        ISSUER.token(organization, "usage:read"),
                        "GET",
                        "/api/v1/usage/summary?from=" + today.minusDays(200) + "T00:00:00Z&to=" + today.plusDays(1)
                                + "T00:00:00Z",
                        null))
                .path("total")
                .path("events")
                .asInt();
    }

    private static JsonNode json(HttpResponse<String> response) {
        return JsonMapper.shared().readTree(response.body());
    }

    private static HttpResponse<String> send(String token, String method, String path, @Nullable String body) {
        var port = service.getEnvironment().getRequiredProperty("local.server.port");
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .build();
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new AssertionError(failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stopped);
        }
    }

    /** The service without the stand-ins that tests of other packages bring. */
    @SpringBootConfiguration
    @EnableAutoConfiguration
    @ConfigurationPropertiesScan("io.machinenativeops.tokentracking")
    @ComponentScan(
            basePackages = "io.machinenativeops.tokentracking",
            excludeFilters = @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*Application"))
    static class Application {}
}
