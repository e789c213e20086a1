package io.machinenativeops.platform.idempotency;

import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

import io.machinenativeops.platform.notebook.NotebookService;
import io.machinenativeops.platform.notebook.SlowNotebooks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

class IdempotentPostIT extends NotebookService {

    @Autowired
    KeptAnswers answers;

    private final String key = UUID.randomUUID().toString();

    @BeforeEach
    void reset() {
        SlowNotebooks.reset();
    }

    private RestTestClient.ResponseSpec post(String token, String idempotencyKey, String json) {
        return client.post()
                .uri("/notebooks")
                .header("Authorization", "Bearer " + token)
                .header("Idempotency-Key", idempotencyKey)
                .contentType(MediaType.APPLICATION_JSON)
                .body(json)
                .exchange();
    }

    private long made() {
        return database.forOrganization(organization, _ -> notebooks.count());
    }

    @Test
    void answersTheSameRequestAgainWithWhatItWasAnswered() {
        var first = post(token(), key, "{\"title\":\"one\"}")
                .expectStatus()
                .isCreated()
                .expectHeader()
                .doesNotExist("Idempotency-Replayed")
                .returnResult(String.class);
        var again = post(token(), key, "{\"title\":\"one\"}")
                .expectStatus()
                .isCreated()
                .expectHeader()
                .valueEquals("Idempotency-Replayed", "true")
                .returnResult(String.class);

        assertThat(again.getResponseBody()).isEqualTo(first.getResponseBody()).contains("\"one\"");
        assertThat(again.getResponseHeaders().getLocation())
                .isNotNull()
                .isEqualTo(first.getResponseHeaders().getLocation());
        assertThat(again.getResponseHeaders().getETag()).isEqualTo("\"0\"");
        assertThat(again.getResponseHeaders().getContentType())
                .isEqualTo(first.getResponseHeaders().getContentType());
        assertThat(made()).isEqualTo(1);
        assertThat(SlowNotebooks.calls()).isEqualTo(1);
    }

    @Test
    void refusesAKeyThatComesWithOtherContent() {
        post(token(), key, "{\"title\":\"one\"}").expectStatus().isCreated();
        post(token(), key, "{\"title\":\"two\"}")
                .expectStatus()
                .isEqualTo(422)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("idempotency-key-reused");
        assertThat(made()).isEqualTo(1);
    }

    @Test
    void keepsKeysOfOtherOrganizationsAndSubjectsApart() {
        post(token(), key, "{\"title\":\"one\"}").expectStatus().isCreated();
        post(ISSUER.token("another", "usage:write"), key, "{\"title\":\"theirs\"}")
                .expectStatus()
                .isCreated()
                .expectHeader()
                .doesNotExist("Idempotency-Replayed");
        var colleague = ISSUER.token(
                organization,
                claims -> claims.subject("colleague")
                        .claim(
                                "grants",
                                java.util.Map.of("organization:" + organization, java.util.List.of("usage:write"))));
        post(colleague, key, "{\"title\":\"two\"}").expectStatus().isCreated();
        assertThat(made()).isEqualTo(2);
    }

    @Test
    void givesNoAnswerToWhoLostThePermission() {
        post(token(), key, "{\"title\":\"one\"}").expectStatus().isCreated();
        post(ISSUER.token(organization, "usage:read"), key, "{\"title\":\"one\"}")
                .expectStatus()
                .isForbidden();
    }

    @Test
    void worksAnewOnWhatFailedBefore() {
        post(token(), key, "{\"title\":\"refused\"}")
                .expectStatus()
                .isForbidden()
                .expectHeader()
                .doesNotExist("Location");
        assertThat(made()).isZero();
        post(token(), key, "{\"title\":\"one\"}").expectStatus().isCreated();
        assertThat(made()).isEqualTo(1);
    }

    @Test
    void refusesKeysThatAreNone() {
        post(token(), "a key", "{\"title\":\"one\"}")
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.errors[0].field")
                .isEqualTo("Idempotency-Key");
        post(token(), "k".repeat(129), "{\"title\":\"one\"}").expectStatus().isBadRequest();
        post(token(), key, "{\"title\":\"" + "x".repeat(1024 * 1024) + "\"}")
                .expectStatus()
                .isEqualTo(413);
    }

    @Test
    void letsTheSecondOfTwoWaitForTheFirst() throws Exception {
        var hold = new CountDownLatch(1);
        SlowNotebooks.hold(hold);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> status("{\"title\":\"one\"}"));
            SlowNotebooks.awaitCall();
            var second = threads.submit(() -> status("{\"title\":\"one\"}"));
            try {
                awaitWaiter();
            } finally {
                hold.countDown();
            }
            assertThat(first.get()).isEqualTo(201);
            assertThat(second.get()).isEqualTo(201);
        }
        assertThat(SlowNotebooks.calls()).isEqualTo(1);
        assertThat(made()).isEqualTo(1);
    }

    @Test
    void tellsWhoWaitedTooLongThatTheFirstIsOnItsWay() throws Exception {
        var hold = new CountDownLatch(1);
        SlowNotebooks.hold(hold);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> status("{\"title\":\"one\"}"));
            SlowNotebooks.awaitCall();
            try {
                post(token(), key, "{\"title\":\"one\"}")
                        .expectStatus()
                        .isEqualTo(409)
                        .expectHeader()
                        .exists("Retry-After")
                        .expectBody()
                        .jsonPath("$.code")
                        .isEqualTo("idempotency-in-progress");
            } finally {
                hold.countDown();
            }
            assertThat(first.get()).isEqualTo(201);
        }
    }

    private int status(String json) {
        return post(token(), key, json).returnResult(String.class).getStatus().value();
    }

    private void awaitWaiter() {
        org.awaitility.Awaitility.await()
                .until(() -> database.forService(jdbc ->
                        jdbc.sql("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE"
                                                + " '%INTO kept_answer%'")
                                        .query(Long.class)
                                        .single()
                                > 0));
    }

    @Test
    void forgetsAfterADay() {
        post(token(), key, "{\"title\":\"one\"}").expectStatus().isCreated();
        age();
        post(token(), key, "{\"title\":\"two\"}").expectStatus().isCreated();
        assertThat(answers.dropOld()).isZero();
        age();
        assertThat(answers.dropOld()).isEqualTo(1);
    }

    private void age() {
        database.forOrganization(
                organization,
                jdbc -> jdbc.sql("UPDATE kept_answer SET made_at = made_at - interval '25 hours'")
                        .update());
    }

    @Test
    void storesNoAnswerThatCouldBeReadFromTheTable() {
        post(token(), key, "{\"title\":\"a secret\"}").expectStatus().isCreated();
        var stored = database.forOrganization(
                organization,
                jdbc -> jdbc.sql("SELECT encode(answer, 'escape') || encode(key_digest, 'escape') FROM kept_answer")
                        .query(String.class)
                        .single());
        assertThat(stored).doesNotContain("a secret").doesNotContain(key);
    }
}
