package io.machinenativeops.platform.idempotency;

import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.Duration;

import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.tenancy.TenantDatabase;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers in the table {@code kept_answer}. The row is written first, without an answer: a second request with its key waits there
 * until the first one's transaction has ended, and then finds the answer, or nothing and goes on itself.
 */
final class KeptAnswers {

    private static final String LOCK_TIMEOUT = "55P03";
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final TenantDatabase database;

    KeptAnswers(TenantDatabase database) {
        this.database = database;
    }

    /**
     * Takes the key for this request.
     *
     * @param fingerprint of the request's content
     * @return the answer to give; null when there is none, and the request is to be worked on
     * @throws ProblemException when the key is another request's, or that is on its way
     */
    @Nullable
    Answer claim(JdbcClient jdbc, String organization, String subject, AnswerSeal seal, byte[] fingerprint) {
        final int claimed;
        try {
            jdbc.sql("SELECT set_config('lock_timeout', '2s', true)").query().singleValue();
            claimed = jdbc.sql("""
                            INSERT INTO kept_answer (org_id, subject, key_digest, fingerprint) VALUES (?, ?, ?, ?)
                            ON CONFLICT (org_id, subject, key_digest)
                            DO UPDATE SET fingerprint = EXCLUDED.fingerprint, made_at = now(), answer = NULL
                            WHERE kept_answer.made_at < now() - interval '24 hours'
                            """)
                    .params(organization, subject, seal.digest(), fingerprint)
                    .update();
            jdbc.sql("SELECT set_config('lock_timeout', '0', true)").query().singleValue();
        } catch (DataAccessException failure) {
            if (!(failure.getRootCause() instanceof SQLException waited && LOCK_TIMEOUT.equals(waited.getSQLState()))) {
                throw failure;
            }
            throw new ProblemException(
                            CommonProblem.IDEMPOTENCY_IN_PROGRESS,
                            "A request with this Idempotency-Key is still being worked on: send it again later.")
                    .retryAfter(SOON);
        }
        return claimed > 0 ? null : found(jdbc, subject, seal, fingerprint);
    }

    private static Answer found(JdbcClient jdbc, String subject, AnswerSeal seal, byte[] fingerprint) {
        return jdbc.sql("SELECT fingerprint, answer FROM kept_answer WHERE subject = ? AND key_digest = ?")
                .params(subject, seal.digest())
                .query((row, _) -> {
                    if (!MessageDigest.isEqual(fingerprint, row.getBytes(1))) {
                        throw new ProblemException(
                                CommonProblem.IDEMPOTENCY_KEY_REUSED,
                                "This Idempotency-Key was sent before with another path or body: expected a new key, or"
                                        + " the same request.");
                    }
                    return JSON.readValue(seal.open(row.getBytes(2)), Answer.class);
                })
                .single();
    }

    /** Keeps the answer of the request that took the key; one that is no success is forgotten with its key. */
    void keep(JdbcClient jdbc, String subject, AnswerSeal seal, Answer answer) {
        if (answer.isSuccess()) {
            jdbc.sql("UPDATE kept_answer SET answer = ? WHERE subject = ? AND key_digest = ?")
                    .params(seal.close(JSON.writeValueAsBytes(answer)), subject, seal.digest())
                    .update();
        } else {
            jdbc.sql("DELETE FROM kept_answer WHERE subject = ? AND key_digest = ?")
                    .params(subject, seal.digest())
                    .update();
        }
    }

    /** Drops what is older than a day, which is all that the service itself may see. */
    int dropOld() {
        return database.isReady()
                ? database.forService(
                        jdbc -> jdbc.sql("DELETE FROM kept_answer").update())
                : 0;
    }
}
