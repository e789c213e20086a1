package io.machinenativeops.teamrbac.account;

import java.time.Instant;
import java.util.UUID;

import io.machinenativeops.platform.tenancy.TenantDatabase;
import io.machinenativeops.teamrbac.identity.IdentityChanges;
import io.machinenativeops.teamrbac.permission.Principal;
import org.springframework.stereotype.Component;

/**
 * Ends what a user was given: sessions and refresh tokens at once, and within a second the tokens that services verify by
 * themselves. That the account accepts nothing from before is stored first: whoever exchanges meanwhile sees that, or gets a token
 * that is made old here.
 */
@Component
class SignOut {

    private final TenantDatabase database;
    private final Accounts accounts;
    private final IdentityChanges changes;

    SignOut(TenantDatabase database, Accounts accounts, IdentityChanges changes) {
        this.database = database;
        this.accounts = accounts;
        this.changes = changes;
    }

    void everywhere(UUID user) {
        supersede(user, accounts.signOutEverywhere(user));
    }

    /** Of who has a new password, nothing counts that was given for the old one. */
    void withNewPassword(UUID user, String hash) {
        supersede(user, accounts.setPassword(user, hash));
    }

    /** Makes old what was given before that instant and services verify by themselves; organisations see the account anew. */
    void supersede(UUID user, Instant before) {
        var subject = Principal.user(user);
        changes.supersedeSignIns(subject, before);
        var organizations = database.forService(
                jdbc -> jdbc.sql("SELECT org_id FROM member WHERE user_id = ? AND deleted_at IS NULL ORDER BY org_id")
                        .param(user)
                        .query(String.class)
                        .list());
        for (var organization : organizations) {
            changes.change(organization, change -> {
                change.supersedes(subject);
                // Not put as suspended: that somebody is disabled is not refused for owning the organisation alone.
                return database.inside(jdbc -> jdbc.sql("UPDATE member SET identity_revision = ? WHERE user_id = ?")
                        .params(change.revision(), user)
                        .update());
            });
        }
    }
}
