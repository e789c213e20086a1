package io.machinenativeops.teamrbac.key;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import io.machinenativeops.teamrbac.identity.Columns;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.PrincipalKind;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A key as it is shown; never its secret.
 *
 * @param prefix how the key begins, to be known again
 * @param keyId the public part, as tokens, usage events and the audit log name it
 * @param actsFor the user or agent whose permissions it can never exceed
 * @param scope where it has its role or permissions
 * @param projectId where usage is counted that names no project
 * @param sources ranges that requests may come from; empty for all
 * @param previousUntil when the secret before the last rotation stops, while it does not yet
 */
@Schema(name = "ApiKey")
record KeyView(
        UUID id,
        String name,
        String prefix,
        String keyId,
        String actsFor,
        @Nullable UUID agentId,
        @Nullable UUID projectId,
        @Nullable String scope,
        @Nullable String role,
        @Nullable List<String> permissions,
        List<String> sources,
        @Nullable Instant expiresAt,
        @Nullable Instant previousUntil,
        @Nullable Instant lastUsedAt,
        Instant createdAt,
        String createdBy,
        Instant updatedAt,
        int revision) {

    /** What a view is read from; a key has one binding when it is made, and is shown with its oldest. */
    static final String SELECT = """
            SELECT k.*, b.scope, b.role, b.permissions, l.last_used_at,
                   CASE WHEN k.previous_until > now() THEN k.previous_until END AS grace
              FROM api_key k
              LEFT JOIN LATERAL (SELECT scope, role, permissions FROM role_binding
                  WHERE org_id = k.org_id AND principal = 'key:' || k.id AND deleted_at IS NULL ORDER BY id LIMIT 1) b ON true
              LEFT JOIN api_key_use l ON l.org_id = k.org_id AND l.id = k.id
             WHERE k.org_id = :org AND k.deleted_at IS NULL
            """;

    static KeyView read(ResultSet row, int at) throws SQLException {
        var keyId = row.getString("key_id");
        var actsFor = Principal.of(row.getString("acts_for"));
        return new KeyView(
                row.getObject("id", UUID.class),
                row.getString("name"),
                ApiKey.PREFIX + keyId,
                keyId,
                actsFor.toString(),
                actsFor.kind() == PrincipalKind.AGENT ? actsFor.id() : null,
                row.getObject("project_id", UUID.class),
                row.getString("scope"),
                row.getString("role"),
                Columns.texts(row, "permissions"),
                sources(row),
                Columns.instant(row, "expires_at"),
                Columns.instant(row, "grace"),
                Columns.instant(row, "last_used_at"),
                Columns.required(row, "created_at"),
                row.getString("created_by"),
                Columns.required(row, "updated_at"),
                row.getInt("revision"));
    }

    /** Ranges that a key may be used from. */
    static List<String> sources(ResultSet row) throws SQLException {
        return Objects.requireNonNull(Columns.texts(row, "sources"));
    }
}
