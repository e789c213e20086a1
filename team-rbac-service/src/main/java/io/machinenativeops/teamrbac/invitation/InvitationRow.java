package io.machinenativeops.teamrbac.invitation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.machinenativeops.teamrbac.identity.Columns;
import io.machinenativeops.teamrbac.permission.Grant;
import io.machinenativeops.teamrbac.permission.PermissionSet;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.Scope;
import org.jspecify.annotations.Nullable;

/** An invitation as it is stored. */
record InvitationRow(
        UUID id,
        String organization,
        String email,
        Scope scope,
        @Nullable String role,
        @Nullable List<String> permissions,
        @Nullable Instant bindingExpiresAt,
        Principal inviter,
        String delivery,
        int sends,
        Instant lastSentAt,
        Instant expiresAt,
        @Nullable Instant acceptedAt,
        @Nullable Instant revokedAt,
        int revision,
        Instant createdAt,
        String createdBy) {

    static InvitationRow read(ResultSet row) throws SQLException {
        return new InvitationRow(
                row.getObject("id", UUID.class),
                row.getString("org_id"),
                row.getString("email"),
                Scope.of(row.getString("scope")),
                row.getString("role"),
                Columns.texts(row, "permissions"),
                Columns.instant(row, "binding_expires_at"),
                Principal.of(row.getString("inviter")),
                row.getString("delivery"),
                row.getInt("sends"),
                Columns.required(row, "last_sent_at"),
                Columns.required(row, "expires_at"),
                Columns.instant(row, "accepted_at"),
                Columns.instant(row, "revoked_at"),
                row.getInt("revision"),
                Columns.required(row, "created_at"),
                row.getString("created_by"));
    }

    Grant grant() {
        return role == null
                ? new Grant.OfPermissions(PermissionSet.ofTexts(permissions == null ? List.of() : permissions))
                : new Grant.OfRole(role);
    }

    /** Whether it was neither accepted nor revoked. */
    boolean isOpen() {
        return acceptedAt == null && revokedAt == null;
    }

    boolean isAcceptableAt(Instant now) {
        return isOpen() && now.isBefore(expiresAt);
    }

    /** {@code accepted}, {@code revoked}, {@code expired} or {@code pending}. */
    String status(Instant now) {
        if (acceptedAt != null) {
            return "accepted";
        }
        if (revokedAt != null) {
            return "revoked";
        }
        return now.isBefore(expiresAt) ? "pending" : "expired";
    }
}
