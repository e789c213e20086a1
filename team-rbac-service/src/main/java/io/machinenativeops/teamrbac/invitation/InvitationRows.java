package io.machinenativeops.teamrbac.invitation;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import io.machinenativeops.platform.tenancy.TenantDatabase;
import io.machinenativeops.teamrbac.identity.RequestedChange;
import io.machinenativeops.teamrbac.permission.Grant;
import io.machinenativeops.teamrbac.permission.PermissionSet;
import io.machinenativeops.teamrbac.permission.Scope;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The table of invitations, inside a transaction for an organisation where nothing else is said. */
@Component
class InvitationRows {

    private static final String SELECT = "SELECT * FROM invitation";

    private final TenantDatabase database;

    InvitationRows(TenantDatabase database) {
        this.database = database;
    }

    /** Whom to invite to what. */
    record Terms(
            String email,
            Scope scope,
            Grant grant,
            @Nullable Instant bindingExpiresAt) {}

    /**
     * Some invitations after one, to some places.
     *
     * @param status as {@link InvitationRow#status} says; null for any
     */
    List<InvitationRow> list(Optional<Set<Scope>> scopes, @Nullable String status, UUID after, int limit) {
        return database.inside(jdbc -> jdbc.sql(SELECT + """
                         WHERE id > :after AND (:all OR scope = ANY (:scopes))
                           AND (:status::text IS NULL OR :status = CASE WHEN accepted_at IS NOT NULL THEN 'accepted'
                               WHEN revoked_at IS NOT NULL THEN 'revoked'
                               WHEN expires_at > :now THEN 'pending' ELSE 'expired' END)
                         ORDER BY id LIMIT :limit
                        """)
                .param("after", after)
                .param("status", status)
                .param("now", Instant.now().atOffset(ZoneOffset.UTC))
                .param("all", scopes.isEmpty())
                .param(
                        "scopes",
                        scopes.orElse(Set.of()).stream().map(Scope::toString).toArray(String[]::new))
                .param("limit", limit)
                .query((row, _) -> InvitationRow.read(row))
                .list());
    }

    Optional<InvitationRow> find(UUID id) {
        return database.inside(jdbc -> jdbc.sql(SELECT + " WHERE id = ?")
                .param(id)
                .query((row, _) -> InvitationRow.read(row))
                .optional());
    }

    /** Across organisations, as the service itself. */
    Optional<InvitationRow> find(Secret secret) {
        return database.forService(jdbc -> jdbc.sql(SELECT + " WHERE secret_hash = ?")
                .param(secret.hash())
                .query((row, _) -> InvitationRow.read(row))
                .optional());
    }

    int madeSince(Instant since) {
        return database.inside(jdbc -> jdbc.sql("SELECT count(*) FROM invitation WHERE created_at > ?")
                .param(since.atOffset(ZoneOffset.UTC))
                .query(Integer.class)
                .single());
    }

    void insert(RequestedChange request, UUID id, Terms terms, Secret secret, Instant expiresAt) {
        var role = terms.grant() instanceof Grant.OfRole(var named) ? named : null;
        var permissions = terms.grant() instanceof Grant.OfPermissions(PermissionSet set)
                ? set.toList().stream().map(Object::toString).toArray(String[]::new)
                : null;
        var end = terms.bindingExpiresAt();
        database.inside(jdbc -> jdbc.sql("""
                        INSERT INTO invitation (org_id, id, email, scope, role, permissions, binding_expires_at, secret_hash,
                            inviter, delivery, sends, last_sent_at, expires_at, revision, created_at, created_by)
                        VALUES (:org, :id, :email, :scope, :role, :permissions, :end, :secret, :inviter, 'pending', 1, :now,
                            :expires, 0, :now, :by)
                        """)
                .param("org", request.organization().toString())
                .param("id", id)
                .param("email", terms.email())
                .param("scope", terms.scope().toString())
                .param("role", role)
                .param("permissions", permissions)
                .param("end", end == null ? null : end.atOffset(ZoneOffset.UTC))
                .param("secret", secret.hash())
                .param("inviter", request.actor().toString())
                .param("now", request.change().now().atOffset(ZoneOffset.UTC))
                .param("expires", expiresAt.atOffset(ZoneOffset.UTC))
                .param("by", request.by())
                .update());
    }

    /** Gives it another secret and inviter, and time anew. */
    void renew(RequestedChange request, UUID id, Secret secret, Instant expiresAt) {
        database.inside(jdbc -> jdbc.sql("""
                        UPDATE invitation SET secret_hash = :secret, inviter = :inviter, delivery = 'pending',
                            sends = sends + 1, last_sent_at = :now, expires_at = :expires, revision = revision + 1
                         WHERE id = :id
                        """)
                .param("secret", secret.hash())
                .param("inviter", request.actor().toString())
                .param("now", request.change().now().atOffset(ZoneOffset.UTC))
                .param("expires", expiresAt.atOffset(ZoneOffset.UTC))
                .param("id", id)
                .update());
    }

    void revoke(UUID id, Instant now) {
        database.inside(jdbc -> jdbc.sql("UPDATE invitation SET revoked_at = ?, revision = revision + 1 WHERE id = ?")
                .params(now.atOffset(ZoneOffset.UTC), id)
                .update());
    }

    void accept(UUID id, UUID user, Instant now) {
        database.inside(jdbc -> jdbc.sql(
                        "UPDATE invitation SET accepted_at = ?, accepted_by = ?, revision = revision + 1 WHERE id = ?")
                .params(now.atOffset(ZoneOffset.UTC), user, id)
                .update());
    }

    /** What became of the mail of this secret, in a transaction of its own. */
    void delivered(String organization, Secret secret, boolean sent) {
        database.forOrganization(
                organization,
                jdbc -> jdbc.sql("UPDATE invitation SET delivery = ? WHERE secret_hash = ?")
                        .params(sent ? "sent" : "failed", secret.hash())
                        .update());
    }
}
