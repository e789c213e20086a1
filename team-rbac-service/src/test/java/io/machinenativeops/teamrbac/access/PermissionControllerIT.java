package io.machinenativeops.teamrbac.access;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.machinenativeops.platform.testing.TestIssuer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;

import static io.machinenativeops.teamrbac.access.Acme.ANN;
import static io.machinenativeops.teamrbac.access.Acme.APOLLO;
import static io.machinenativeops.teamrbac.access.Acme.BLUE;
import static io.machinenativeops.teamrbac.access.Acme.BOT_AGENT;
import static io.machinenativeops.teamrbac.access.Acme.BOT_KEY;
import static io.machinenativeops.teamrbac.access.Acme.BOT_KEY_AGENT;
import static io.machinenativeops.teamrbac.access.Acme.COMET;
import static io.machinenativeops.teamrbac.access.Acme.DAN;
import static io.machinenativeops.teamrbac.access.Acme.DAN_WITHOUT_RED;
import static io.machinenativeops.teamrbac.access.Acme.DUNE;
import static io.machinenativeops.teamrbac.access.Acme.HAL;
import static io.machinenativeops.teamrbac.access.Acme.ORGANIZATION;
import static io.machinenativeops.teamrbac.access.Acme.RED;

/** The routes over the rules, with the organisation of {@link Acme} where the store will be. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        classes = PermissionControllerIT.Application.class)
@AutoConfigureRestTestClient
class PermissionControllerIT {

    private static final TestIssuer ISSUER = new TestIssuer();
    private static final String READER = ISSUER.token(Acme.ID.toString(), "member:read");

    private final RestTestClient client;

    PermissionControllerIT(@Autowired RestTestClient client) {
        this.client = client;
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration(
            exclude = {
                DataSourceAutoConfiguration.class,
                HibernateJpaAutoConfiguration.class,
                DataJpaRepositoriesAutoConfiguration.class,
                FlywayAutoConfiguration.class
            })
    @EnableConfigurationProperties(AccessProperties.class)
    @Import({AccessConfiguration.class, PermissionController.class})
    static class Application {

        @Bean
        IndexSource acme() {
            return new IndexSource() {
                @Override
                public TenantRows load(UUID organization) {
                    return organization.equals(Acme.ID)
                            ? new TenantRows(organization, Acme.REVISION, Acme.rows())
                            : new TenantRows(organization, 0, List.of());
                }

                @Override
                public Optional<RowChanges> changes(UUID organization, long from) {
                    return Optional.empty();
                }
            };
        }
    }

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        registry.add("MNO_JWKS", ISSUER::jwks);
    }

    private static Map<String, Object> check(Object principal, String permission, Object scope) {
        return Map.of("principal", principal.toString(), "permission", permission, "scope", scope.toString());
    }

    private static Map<String, @Nullable Object> with(
            Map<String, ? extends @Nullable Object> body, String name, @Nullable Object value) {
        var more = new HashMap<String, @Nullable Object>(body);
        more.put(name, value);
        return more;
    }

    private RestTestClient.ResponseSpec post(String token, String path, Object body) {
        return client.post()
                .uri("/api/v1/permissions/" + path)
                .headers(headers -> headers.setBearerAuth(token))
                .contentType(MediaType.APPLICATION_JSON)
                .body(body)
                .exchange();
    }

    @Test
    void answersACheckWithTheRevision() {
        post(READER, "check", check(ANN, "org:manage", APOLLO))
                .expectStatus()
                .isOk()
                .expectBody()
                .json("{\"allowed\":true,\"revision\":7,\"explanation\":null}");
        post(READER, "check", check(DAN, "usage:read", APOLLO))
                .expectBody()
                .json("{\"allowed\":false,\"revision\":7,\"explanation\":null}");
    }

    @Test
    void saysWhy() {
        post(READER, "check", with(check(BOT_KEY, "usage:write", APOLLO), "explain", true))
                .expectBody()
                .json("""
                        {"allowed": true, "explanation": {
                          "outcome": "granted", "path": ["%s"], "deny": null, "missing": null,
                          "binding": {"id": "%s", "scope": "%s", "role": "agent", "permissions": null, "expiresAt": null},
                          "actsFor": {"outcome": "granted", "binding": {"id": "%s"}, "actsFor": null}}}
                        """.formatted(APOLLO, BOT_KEY_AGENT.id(), APOLLO, BOT_AGENT.id()));
        post(READER, "check", with(check(DAN, "usage:read", APOLLO), "explain", true))
                .expectBody()
                .json("""
                        {"allowed": false, "explanation": {
                          "outcome": "denied", "path": ["%s", "%s"], "binding": null, "missing": null,
                          "deny": {"id": "%s", "scope": "%s", "permissions": ["usage:read"], "expiresAt": null}}}
                        """.formatted(APOLLO, RED, DAN_WITHOUT_RED.id(), RED));
        post(READER, "check", with(check(HAL, "usage:read", APOLLO), "explain", true))
                .expectBody()
                .json("""
                        {"allowed": false, "explanation": {
                          "outcome": "missing", "path": [], "binding": null, "deny": null,
                          "missing": {"reason": "not-a-member", "principal": "%s", "expired": []}}}
                        """.formatted(HAL));
    }

    @Test
    void answersABatchInItsOrder() {
        var checks = List.of(
                check(DAN, "usage:read", APOLLO), check(DAN, "usage:read", COMET), check(ANN, "audit:read", BLUE));
        post(READER, "check-batch", Map.of("checks", checks))
                .expectStatus()
                .isOk()
                .expectBody()
                .json("{\"revision\":7,\"decisions\":[{\"allowed\":false},{\"allowed\":true},{\"allowed\":true}]}");
        post(READER, "check-batch", Map.of("checks", checks, "explain", true))
                .expectBody()
                .jsonPath("$.decisions[1].explanation.path[2]")
                .isEqualTo(ORGANIZATION.toString());
    }

    @Test
    void listsObjectsPageByPage() {
        var body = Map.<String, Object>of(
                "principal", DAN.toString(), "permission", "usage:read", "kind", "project", "limit", 1);
        post(READER, "list-objects", body)
                .expectStatus()
                .isOk()
                .expectBody()
                .json("{\"revision\":7,\"items\":[\"%s\"],\"nextCursor\":\"%s\"}".formatted(COMET, COMET));
        post(READER, "list-objects", with(body, "cursor", COMET.toString()))
                .expectBody()
                .json("{\"revision\":7,\"items\":[\"%s\"],\"nextCursor\":null}".formatted(DUNE));
        post(READER, "list-objects", with(with(body, "limit", null), "kind", "team"))
                .expectBody()
                .json("{\"items\":[\"%s\"],\"nextCursor\":null}".formatted(BLUE));
    }

    @Test
    void limitsAreProblems() {
        var check = check(DAN, "usage:read", APOLLO);
        problem(post(READER, "check-batch", Map.of("checks", Collections.nCopies(1_001, check))), 422, "limit-exceeded")
                .jsonPath("$.detail")
                .isEqualTo("1,001 checks in one request: expected at most 1,000");
        post(READER, "check-batch", Map.of("checks", Collections.nCopies(1_000, check)))
                .expectStatus()
                .isOk();
        var list = Map.<String, Object>of(
                "principal", DAN.toString(), "permission", "usage:read", "kind", "project", "limit", 10_001);
        problem(post(READER, "list-objects", list), 422, "limit-exceeded");
    }

    @Test
    void aRevisionThatIsNotThereYetIsAskedForAgain() {
        var response = post(READER, "check", with(check(DAN, "usage:read", APOLLO), "atLeastRevision", 8));
        response.expectHeader().valueEquals("Retry-After", "1");
        problem(response, 503, "revision-not-reached");
        post(READER, "check", with(check(DAN, "usage:read", APOLLO), "atLeastRevision", 7))
                .expectStatus()
                .isOk();
    }

    @Test
    void saysWhichFieldIsWrong() {
        var good = check(DAN, "usage:read", APOLLO);
        for (var wrong : Map.of("principal", "dan", "permission", "usage:own", "scope", "apollo")
                .entrySet()) {
            invalid(post(READER, "check", with(good, wrong.getKey(), wrong.getValue())), wrong.getKey());
            invalid(post(READER, "check", with(good, wrong.getKey(), null)), wrong.getKey());
            invalid(
                    post(READER, "check-batch", Map.of("checks", List.of(good, with(good, wrong.getKey(), "?")))),
                    "checks[1]." + wrong.getKey());
        }
        invalid(post(READER, "check-batch", Map.of()), "checks");
        invalid(
                post(READER, "check-batch", Map.of("checks", Collections.<@Nullable Object>singletonList(null))),
                "checks[0]");
        var list = Map.<String, Object>of("principal", DAN.toString(), "permission", "usage:read", "kind", "project");
        invalid(post(READER, "list-objects", with(list, "kind", "organization")), "kind");
        invalid(post(READER, "list-objects", with(list, "limit", 0)), "limit");
        invalid(post(READER, "list-objects", with(list, "cursor", RED.toString())), "cursor");
        invalid(post(READER, "list-objects", with(list, "cursor", "x")), "cursor");
    }

    private static void invalid(RestTestClient.ResponseSpec response, String field) {
        problem(response, 400, "invalid-parameter")
                .jsonPath("$.errors[0].field")
                .isEqualTo(field);
    }

    @Test
    void whoSeesNoMembersAsksNothing() {
        var check = check(DAN, "usage:read", APOLLO);
        problem(post(ISSUER.token(Acme.ID.toString(), "usage:read"), "check", check), 403, "forbidden");
        client.post()
                .uri("/api/v1/permissions/check")
                .contentType(MediaType.APPLICATION_JSON)
                .body(check)
                .exchange()
                .expectStatus()
                .isUnauthorized();
    }

    @Test
    void whoSeesMembersOfATeamAsksAboutThatTeam() {
        var token = ISSUER.token(
                Acme.ID.toString(), claims -> claims.claim("grants", Map.of(RED.toString(), List.of("member:read"))));

        post(token, "check", check(DAN, "usage:read", RED)).expectStatus().isOk();
        problem(post(token, "check", check(DAN, "usage:read", BLUE)), 403, "forbidden");
        problem(
                post(token, "check-batch", Map.of("checks", List.of(check(DAN, "usage:read", BLUE)))),
                403,
                "forbidden");
        problem(
                post(
                        token,
                        "list-objects",
                        Map.of("principal", DAN.toString(), "permission", "usage:read", "kind", "project")),
                403,
                "forbidden");
    }

    @Test
    void anotherOrganisationLearnsNothing() {
        var other = ISSUER.token(Acme.id(2).toString(), "member:read");

        post(other, "check", with(check(ANN, "usage:read", APOLLO), "explain", true))
                .expectBody()
                .json("{\"allowed\":false,\"explanation\":{\"missing\":{\"reason\":\"no-such-scope\"}}}");
        post(other, "list-objects", Map.of("principal", ANN.toString(), "permission", "usage:read", "kind", "project"))
                .expectBody()
                .json("{\"items\":[],\"nextCursor\":null}");
    }

    private static RestTestClient.BodyContentSpec problem(
            RestTestClient.ResponseSpec response, int status, String code) {
        return response.expectStatus()
                .isEqualTo(status)
                .expectHeader()
                .contentTypeCompatibleWith(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo(code);
    }
}
