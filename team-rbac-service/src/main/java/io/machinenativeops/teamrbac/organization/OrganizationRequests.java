package io.machinenativeops.teamrbac.organization;

import java.util.UUID;
import java.util.function.Function;

import io.machinenativeops.platform.digest.Sha256;
import io.machinenativeops.platform.idempotency.IdempotencyKey;
import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.tenancy.TenantDatabase;
import org.springframework.stereotype.Component;

/**
 * Requests with an {@code Idempotency-Key} that make an organisation. The transaction is that of an organisation that is not there
 * yet, and none has the caller's: so the key is first given the id of the organisation to be, in a transaction of its own, and the
 * organisation says which request made it.
 */
@Component
class OrganizationRequests {

    private final TenantDatabase database;

    OrganizationRequests(TenantDatabase database) {
        this.database = database;
    }

    /**
     * A request that can be sent again.
     *
     * @param fingerprint of who sent what with which key
     */
    record Claim(UUID organization, String fingerprint) {}

    /**
     * Does the work for the organisation of the key's first request. Where the work is refused, the key is free again.
     *
     * @param content what is asked for
     * @param wanted id of the organisation, if this is the first request
     * @throws ProblemException {@code idempotency-key-reused} when it was sent with other content
     */
    <T> T once(String subject, IdempotencyKey key, String content, UUID wanted, Function<Claim, T> work) {
        var digest = Sha256.hex(key.value());
        var claim = claim(subject, digest, Sha256.hex(subject + '\0' + key.value() + '\0' + content), wanted);
        try {
            return work.apply(claim);
        } catch (ProblemException refused) {
            if (refused.type().status().is4xxClientError()) {
                free(subject, digest, claim);
            }
            throw refused;
        }
    }

    private Claim claim(String subject, String digest, String fingerprint, UUID wanted) {
        return database.forService(jdbc -> {
            jdbc.sql("""
                            INSERT INTO organization_request AS known (subject, key_digest, fingerprint, organization)
                            VALUES (?, ?, ?, ?)
                            ON CONFLICT (subject, key_digest) DO UPDATE SET fingerprint = EXCLUDED.fingerprint,
                                organization = EXCLUDED.organization, made_at = now()
                             WHERE known.made_at < now() - interval '24 hours'
                            """).params(subject, digest, fingerprint, wanted).update();
            var claim = jdbc.sql(
                            "SELECT organization, fingerprint FROM organization_request WHERE subject = ? AND key_digest = ?")
                    .params(subject, digest)
                    .query((row, _) -> new Claim(row.getObject(1, UUID.class), row.getString(2)))
                    .single();
            if (!claim.fingerprint.equals(fingerprint)) {
                throw new ProblemException(
                        CommonProblem.IDEMPOTENCY_KEY_REUSED,
                        "This Idempotency-Key was sent before with another body: expected a new key, or the same request.");
            }
            return claim;
        });
    }

    private void free(String subject, String digest, Claim claim) {
        database.forService(jdbc -> jdbc.sql(
                        "DELETE FROM organization_request WHERE subject = ? AND key_digest = ? AND organization = ?")
                .params(subject, digest, claim.organization)
                .update());
    }

    /** Forgets keys after a day. */
    void dropOld() {
        if (!database.isReady()) {
            return;
        }
        database.forService(
                jdbc -> jdbc.sql("DELETE FROM organization_request WHERE made_at < now() - interval '24 hours'")
                        .update());
    }
}
