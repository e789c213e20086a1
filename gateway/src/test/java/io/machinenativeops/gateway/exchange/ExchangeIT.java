package io.machinenativeops.gateway.exchange;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import io.machinenativeops.platform.security.IdentityChange;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Credentials through the door. */
class ExchangeIT extends AtTheDoor {

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private static String passedToken() {
        return String.valueOf(SERVICE.last().headers().getFirst("Authorization"));
    }

    private static TokenClaims passedClaims() {
        var claims = TokenClaims.of(passedToken().substring("Bearer ".length()), JsonMapper.shared());
        assertThat(claims).isNotNull();
        return Objects.requireNonNull(claims);
    }

    @Test
    void exchangesAKeyInEveryFormAndAsksOnce() throws Exception {
        var key = ISSUER.issue(organization);

        for (var form : List.of("Bearer " + key, key, basic("__token__", key), basic(key.substring(9, 25), key))) {
            assertThat(get(form).statusCode()).as(form).isEqualTo(200);
            assertThat(SERVICE.last().headers().get("Authorization")).hasSize(1);
            assertThat(passedToken()).startsWith("Bearer ey").doesNotContain("mno_live_");
            assertThat(passedClaims().organization()).isEqualTo(organization);
            assertThat(passedClaims().keyId()).isEqualTo(key.substring(9, 25));
        }
        assertThat(ISSUER.asked()).hasSize(1);
        assertThat(ISSUER.asked().getFirst())
                .containsEntry("subject_token", key)
                .containsEntry("subject_token_type", "urn:mno:params:oauth:token-type:api-key")
                .containsEntry("mno_source", "127.0.0.1");
    }

    @Test
    void letsNothingInThatClaimsToBeSomebody() throws Exception {
        var key = ISSUER.issue(organization);

        send(
                USAGE,
                request -> request.header("Authorization", "Bearer " + key)
                        .header("X-Mno-Subject", "user:admin")
                        .header("X-Forwarded-For", "10.0.0.1")
                        .header("X-Forwarded-User", "admin")
                        .header("Remote-User", "admin")
                        .header("X-Remote-User", "admin")
                        .header("Cookie", "mno_session=x; JSESSIONID=y"));

        var headers = SERVICE.last().headers();
        assertThat(headers.keySet().stream().map(name -> name.toLowerCase(Locale.ROOT)))
                .doesNotContain("x-mno-subject", "x-forwarded-user", "remote-user", "x-remote-user", "cookie");
        assertThat(headers.get("X-Forwarded-For")).containsExactly("127.0.0.1");
    }

    @Test
    void refusesWhoShowsNothingButWhereACredentialIsToBeHad() throws Exception {
        var refused = send(USAGE, UnaryOperator.identity());
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(problem(refused)).isEqualTo("unauthenticated");
        assertThat(refused.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        assertThat(SERVICE.sawNothing()).isTrue();

        assertThat(send("/registry/npm/x", UnaryOperator.identity()).headers().allValues("WWW-Authenticate"))
                .containsExactly("Bearer", "Basic realm=\"MachineNativeOps\"");
        assertThat(send("/.well-known/openid-configuration", UnaryOperator.identity())
                        .statusCode())
                .as("reaches the issuer")
                .isEqualTo(401);
        assertThat(ISSUER.asked()).hasSize(1);
        assertThat(send("/actuator/health", UnaryOperator.identity()).statusCode())
                .isEqualTo(200);
        assertThat(send("/internal/grants/o/s", UnaryOperator.identity()).statusCode())
                .isEqualTo(401);
        assertThat(send(
                                "/internal/grants/o/s",
                                request -> request.header("Authorization", "Bearer " + ISSUER.issue(organization)))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void keepsAKeyFromOpenPathsToo() throws Exception {
        var seen = new ArrayList<String>();
        SERVICE.answers(200, "text/plain", new byte[0]);
        var key = ISSUER.issue(organization);
        for (var form : List.of("Bearer " + key, basic("gateway", key), key, "Basic Z2F0ZXdheTpzZWNyZXQ=")) {
            send(
                    "/oauth2/token",
                    request -> request.header("Authorization", form).POST(BodyPublishers.ofString("grant_type=x")));
            seen.add(form);
        }
        assertThat(seen).hasSize(4);
        assertThat(ISSUER.authorizations()).containsExactly("", "", "", "Basic Z2F0ZXdheTpzZWNyZXQ=");
    }

    @Test
    void letsASecretInTheBodyDoForACredential() throws Exception {
        SERVICE.answers(200, "text/plain", new byte[0]);
        for (var path : List.of("/api/v1/invitations/accept", "/api/v1/api-keys/leaked")) {
            // The issuer stands for team-rbac here: what comes there was let through.
            send(path, request -> request.POST(BodyPublishers.ofString("{}")));
            send(
                    path,
                    request -> request.header("Authorization", "Bearer " + ISSUER.userToken(organization))
                            .POST(BodyPublishers.ofString("{}")));
            assertThat(send(
                                    path,
                                    request -> request.header("Authorization", "Bearer mno_live_x")
                                            .POST(BodyPublishers.ofString("{}")))
                            .statusCode())
                    .as("a credential that is shown must be good: " + path)
                    .isEqualTo(401);
        }
        assertThat(ISSUER.authorizations()).hasSize(4).satisfies(shown -> {
            assertThat(shown.get(0)).isEmpty();
            assertThat(shown.get(1)).startsWith("Bearer ");
            assertThat(shown.get(2)).isEmpty();
            assertThat(shown.get(3)).startsWith("Bearer ");
        });
    }

    @Test
    void passesOtherTokensOnAsTheyAre() throws Exception {
        assertThat(get("Bearer not.a.token").statusCode()).isEqualTo(200);
        assertThat(passedToken()).isEqualTo("Bearer not.a.token");

        var token = ISSUER.userToken(organization);
        get("Bearer " + token);
        assertThat(passedToken()).isEqualTo("Bearer " + token);
        assertThat(ISSUER.asked()).isEmpty();
    }

    @Test
    void exchangesAPersonsTokenForAnotherOrganization() throws Exception {
        var other = "0" + UUID.randomUUID().toString().substring(1);
        var token = ISSUER.userToken(organization);

        assertThat(inOrganization("Bearer " + token, organization).statusCode()).isEqualTo(200);
        assertThat(passedToken()).isEqualTo("Bearer " + token);
        assertThat(ISSUER.asked()).isEmpty();

        assertThat(inOrganization("Bearer " + token, other).statusCode()).isEqualTo(200);
        assertThat(inOrganization("Bearer " + token, other).statusCode()).isEqualTo(200);
        assertThat(passedClaims().organization()).isEqualTo(other);
        assertThat(ISSUER.asked()).hasSize(1);

        var strange = inOrganization("Bearer " + token, "f" + other.substring(1));
        assertThat(strange.statusCode()).isEqualTo(403);
        assertThat(strange.body()).contains("Not a member.");
        assertThat(inOrganization("Bearer " + token, "acme").statusCode()).isEqualTo(400);
    }

    @Test
    void endsWhatCameFromATokenTogetherWithIt() throws Exception {
        var other = "0" + UUID.randomUUID().toString().substring(1);
        var token = "Bearer " + ISSUER.userToken(organization);
        assertThat(inOrganization(token, other).statusCode()).isEqualTo(200);

        superseded.apply(new IdentityChange(organization, 2, false, List.of("user:1"), null));

        var refused = inOrganization(token, other);
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(problem(refused)).isEqualTo("token-superseded");
        assertThat(ISSUER.asked()).hasSize(1);
    }

    @Test
    void refusesAKeyWhereAnotherOrganizationIsMeant() throws Exception {
        var key = ISSUER.issue(organization);
        var other = UUID.randomUUID().toString();

        assertThat(inOrganization("Bearer " + key, organization).statusCode()).isEqualTo(200);
        assertThat(inOrganization("Bearer " + key, other).statusCode()).isEqualTo(403);
    }

    private HttpResponse<String> inOrganization(String authorization, String wanted) throws Exception {
        return send(
                USAGE, request -> request.header("Authorization", authorization).header("X-Mno-Organization", wanted));
    }

    @Test
    void refusesMistypedKeysWithoutAsking() throws Exception {
        var key = ISSUER.issue(organization);
        for (var wrong = 0; wrong < 200; wrong++) {
            var mistyped = key.substring(0, 30) + "X%03d".formatted(wrong) + key.substring(34);
            var refused = get("Bearer " + mistyped);
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(problem(refused)).isEqualTo("invalid-api-key");
            assertThat(refused.headers().firstValue("WWW-Authenticate")).hasValue("Bearer error=\"invalid_token\"");
            assertThat(refused.body()).doesNotContain(mistyped);
        }
        assertThat(ISSUER.asked()).isEmpty();
    }

    @Test
    void asksForUnknownKeysOnlySoOften() throws Exception {
        var good = ISSUER.issue(organization);
        assertThat(get("Bearer " + good).statusCode()).isEqualTo(200);
        var one = Issuer.wellFormed();
        for (var again = 0; again < 5; again++) {
            var refused = get("Bearer " + one);
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.body()).contains("The key is not known.", "invalid-api-key", one.substring(0, 25));
            assertThat(refused.body()).doesNotContain(one);
        }
        assertThat(ISSUER.asked())
                .as("once for the good one, once for the unknown")
                .hasSize(2);

        for (var other = 0; other < 200; other++) {
            get("Bearer " + Issuer.wellFormed());
        }
        assertThat(ISSUER.asked()).hasSize(41);
        var stopped = get("Bearer " + Issuer.wellFormed());
        assertThat(stopped.statusCode()).isEqualTo(429);
        assertThat(stopped.headers().firstValue("Retry-After")).hasValue("10");
        assertThat(get("Bearer " + good).statusCode())
                .as("what is known goes on")
                .isEqualTo(200);
    }

    @Test
    void asksOnceForAllWhoComeTogether() throws Exception {
        var key = ISSUER.issue(organization);
        var hold = new CountDownLatch(1);
        ISSUER.beforeItAnswers(() -> awaitQuietly(hold));
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Future<HttpResponse<String>>>();
            for (var caller = 0; caller < 40; caller++) {
                answers.add(callers.submit(() -> get("Bearer " + key)));
            }
            await().until(() -> !ISSUER.asked().isEmpty());
            hold.countDown();
            for (var answer : answers) {
                assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            }
        }
        assertThat(ISSUER.asked()).hasSize(1);
    }

    @Test
    void refusesARevokedKeySoonAfterTheStreamSaysSo() throws Exception {
        var key = ISSUER.issue(organization);
        assertThat(get("Bearer " + key).statusCode()).isEqualTo(200);
        ISSUER.revoke(key);
        assertThat(get("Bearer " + key).statusCode()).as("nobody said so yet").isEqualTo(200);

        publish(new IdentityChange(organization, 2, false, List.of(), List.of(key.substring(9, 25))));

        await().atMost(Duration.ofSeconds(60)).until(() -> get("Bearer " + key).statusCode() == 401);
        assertThat(problem(get("Bearer " + key))).isEqualTo("invalid-api-key");
    }

    @Test
    void keepsNoAnswerThatWasOvertakenByARevocation() throws Exception {
        var key = ISSUER.issue(organization);
        ISSUER.beforeItAnswers(() -> {
            ISSUER.beforeItAnswers(() -> {});
            ISSUER.revoke(key);
            superseded.apply(new IdentityChange(organization, 1, false, List.of(), List.of(key.substring(9, 25))));
        });

        var answer = get("Bearer " + key);

        assertThat(answer.statusCode()).as("asked again, and refused").isEqualTo(401);
        assertThat(SERVICE.sawNothing()).isTrue();
        assertThat(ISSUER.asked()).hasSize(2);
    }

    @Test
    void asksAgainWhenGrantsChangedAndNeverTakesAnOlderToken() throws Exception {
        var key = ISSUER.issue(organization);
        get("Bearer " + key);
        ISSUER.revise(key, 7);
        superseded.apply(new IdentityChange(organization, 7, true, null, null));
        assertThat(get("Bearer " + key).statusCode()).isEqualTo(200);
        assertThat(passedClaims().revision()).isEqualTo(7);

        superseded.apply(new IdentityChange(organization, 8, false, List.of("agent:1"), null));
        var behind = get("Bearer " + key);
        assertThat(behind.statusCode()).as("team-rbac still says 7").isEqualTo(503);
        assertThat(behind.headers().firstValue("Retry-After")).hasValue("1");
        ISSUER.revise(key, 8);
        assertThat(get("Bearer " + key).statusCode()).isEqualTo(200);
    }

    @Test
    void throwsATokenAwayThatAServiceRefused() throws Exception {
        var key = ISSUER.issue(organization);
        SERVICE.answers(401, "application/problem+json", "{}".getBytes(StandardCharsets.UTF_8));
        assertThat(get("Bearer " + key).statusCode()).isEqualTo(401);
        SERVICE.answers(200, "application/json", "{}".getBytes(StandardCharsets.UTF_8));
        // The refusal may be read before it is heeded.
        await().until(() ->
                get("Bearer " + key).statusCode() == 200 && ISSUER.asked().size() == 2);
    }

    @Test
    void goesOnWithKnownTokensWhileTeamRbacIsAwayAndAnswersOthersWith503() throws Exception {
        var known = ISSUER.issue(organization);
        var other = ISSUER.issue(organization);
        assertThat(get("Bearer " + known).statusCode()).isEqualTo(200);
        ISSUER.stop();
        try {
            for (var request = 0; request < 15; request++) {
                assertThat(get("Bearer " + known).statusCode()).isEqualTo(200);
                var unanswered = get("Bearer " + other);
                assertThat(unanswered.statusCode()).isEqualTo(503);
                assertThat(problem(unanswered)).isEqualTo("unavailable");
                assertThat(unanswered.headers().firstValue("Retry-After")).hasValue("1");
            }
        } finally {
            ISSUER.start();
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() -> get("Bearer " + other).statusCode() == 200);
    }

    @Test
    void takesAFailureOfTeamRbacForNoRefusal() throws Exception {
        var key = ISSUER.issue(organization);
        ISSUER.answers(500);
        assertThat(get("Bearer " + key).statusCode()).isEqualTo(503);
        ISSUER.answers(403);
        assertThat(get("Bearer " + key).statusCode()).isEqualTo(503);
        ISSUER.answer();
        await().atMost(Duration.ofSeconds(60)).until(() -> get("Bearer " + key).statusCode() == 200);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
