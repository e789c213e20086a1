package io.machinenativeops.teamrbac.account;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

import io.machinenativeops.platform.audit.AuditEntry;
import io.machinenativeops.platform.audit.AuditTrail;
import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.platform.tenancy.TenantDatabase;
import io.machinenativeops.teamrbac.permission.Scope;
import io.swagger.v3.oas.annotations.media.Schema;
import org.springframework.stereotype.Component;

/** By which other providers somebody signs in, and that one is no more. */
@Component
class LinkedProviders {

    static final String UNLINKED = "user.unlinked";

    private final TenantDatabase database;
    private final AuditTrail trail;

    LinkedProviders(TenantDatabase database, AuditTrail trail) {
        this.database = database;
        this.trail = trail;
    }

    /**
     * An identity that somebody signs in by.
     *
     * @param id of the link, made from the two that follow
     * @param issuer the provider's URL
     * @param subject who the user is there
     */
    @Schema(name = "LinkedIdentity")
    record Linked(UUID id, String issuer, String subject, Instant linkedAt) {

        private static Linked read(ResultSet row, int number) throws SQLException {
            var issuer = row.getString("issuer");
            var subject = row.getString("subject");
            var name = issuer + '\n' + subject;
            return new Linked(
                    UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)),
                    issuer,
                    subject,
                    row.getObject("linked_at", OffsetDateTime.class).toInstant());
        }
    }

    /** Those of a user, the oldest first. */
    List<Linked> of(UUID user) {
        return database.forService(
                jdbc -> jdbc.sql("""
                        SELECT issuer, subject, linked_at FROM user_login WHERE user_id = ?
                         ORDER BY linked_at, issuer, subject
                        """).param(user).query(Linked::read).list());
    }

    /**
     * Ends a link; what the user was given by it stays.
     *
     * @throws ProblemException {@code not-found}, or {@code last-sign-in} if the account would have no way to sign in
     */
    void unlink(Caller caller, Account account, UUID id) {
        database.forService(jdbc -> {
            // Two links that are ended at once would leave none.
            boolean hasPassword = jdbc.sql("SELECT password_hash IS NOT NULL FROM user_account WHERE id = ? FOR UPDATE")
                    .param(account.id())
                    .query(Boolean.class)
                    .single();
            var links = of(account.id());
            var link = links.stream()
                    .filter(each -> each.id().equals(id))
                    .findFirst()
                    .orElseThrow(() -> new ProblemException(
                            CommonProblem.NOT_FOUND, "No identity provider is linked to you as " + id + "."));
            if (!hasPassword && links.size() == 1) {
                throw new ProblemException(
                        AccountProblem.LAST_SIGN_IN,
                        "You have no password and sign in by " + link.issuer() + " alone: link another first.");
            }
            trail.record(AuditEntry.by(Scope.NO_ORGANIZATION, AuditEntry.Actor.of(caller), UNLINKED)
                    .on(AccountStates.TARGET, account.id(), account.name())
                    .with("issuer", link.issuer())
                    .now());
            return jdbc.sql("DELETE FROM user_login WHERE issuer = ? AND subject = ?")
                    .params(link.issuer(), link.subject())
                    .update();
        });
    }
}
