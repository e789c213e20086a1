package io.machinenativeops.teamrbac.account;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

import io.machinenativeops.platform.audit.AuditEntry;
import io.machinenativeops.platform.audit.AuditTrail;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.platform.tenancy.TenantDatabase;
import io.machinenativeops.teamrbac.identity.Actors;
import io.machinenativeops.teamrbac.identity.IdentityProblem;
import io.machinenativeops.teamrbac.identity.IdentityRequests;
import io.machinenativeops.teamrbac.permission.Scope;
import org.springframework.stereotype.Component;

/**
 * Disables accounts, and enables them again. Of a disabled account nothing is taken away, and nothing counts: its passwords and
 * providers, its sessions and tokens, the API keys that act for it.
 */
@Component
class AccountStates {

    static final String DISABLED = "user.disabled";
    static final String ENABLED = "user.enabled";
    static final String TARGET = "user";

    private final TenantDatabase database;
    private final Accounts accounts;
    private final SignOut signOut;
    private final AuditTrail trail;
    private final InstantSource time = InstantSource.system();

    AccountStates(TenantDatabase database, Accounts accounts, SignOut signOut, AuditTrail trail) {
        this.database = database;
        this.accounts = accounts;
        this.signOut = signOut;
        this.trail = trail;
    }

    /**
     * Lets somebody do nothing any more, anywhere. Done again, it ends again what might still count.
     *
     * @throws ProblemException {@code forbidden-oneself} or {@code last-operator}
     */
    Account disable(Caller caller, UUID id) {
        if (Actors.user(caller).id().equals(id)) {
            throw new ProblemException(
                    IdentityProblem.ONESELF, "It is your own account: another who runs the platform disables it.");
        }
        return become(caller, id, true);
    }

    Account enable(Caller caller, UUID id) {
        return become(caller, id, false);
    }

    private Account become(Caller caller, UUID id, boolean disabled) {
        // As exact as tokens say when they were made.
        var now = time.instant().truncatedTo(ChronoUnit.MILLIS);
        var account = database.forService(_ -> {
            requireAnotherOperator(id, disabled);
            var before = accounts.find(id).orElseThrow(() -> IdentityRequests.notFound(TARGET, id));
            if (before.disabledAt() == null == disabled) {
                set(id, disabled, now);
                trail.record(
                        AuditEntry.by(Scope.NO_ORGANIZATION, AuditEntry.Actor.of(caller), disabled ? DISABLED : ENABLED)
                                .on(TARGET, id, before.name())
                                .now());
            }
            return accounts.find(id).orElseThrow();
        });
        signOut.supersede(id, now);
        return account;
    }

    /** Locks those who run the platform: two who disable each other at once would leave nobody. */
    private void requireAnotherOperator(UUID id, boolean disabled) {
        var operators = database.inside(jdbc -> jdbc.sql("""
                        SELECT id FROM user_account WHERE operator AND disabled_at IS NULL ORDER BY id FOR UPDATE""").query(UUID.class).list());
        if (disabled && operators.size() == 1 && operators.contains(id)) {
            throw new ProblemException(
                    AccountProblem.LAST_OPERATOR, "Nobody but '" + id + "' runs the platform: expected another user.");
        }
    }

    private void set(UUID id, boolean disabled, Instant now) {
        database.inside(jdbc -> jdbc.sql("""
                        UPDATE user_account SET disabled_at = CASE WHEN :disabled THEN :now END, valid_from = :now,
                            revision = revision + 1, updated_at = :now WHERE id = :id
                        """)
                .param("disabled", disabled)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("id", id)
                .update());
    }
}
