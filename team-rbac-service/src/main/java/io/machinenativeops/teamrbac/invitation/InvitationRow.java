package io.machinenativeops.teamrbac.invitation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

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
        var permissions = row.getArray("permissions");
        return new InvitationRow(
                row.getObject("id", UUID.class),
                row.getString("org_id"),
                row.getString("email"),
                Scope.of(row.getString("scope")),
                row.getString("role"),
                permissions == null ? null : Arrays.asList((String[]) permissions.getArray()),
                instant(row, "binding_expires_at"),
                Principal.of(row.getString("inviter")),
                row.getString("delivery"),
                row.getInt("sends"),
                Objects.requireNonNull(instant(row, "last_sent_at")),
                Objects.requireNonNull(instant(row, "expires_at")),
                instant(row, "accepted_at"),
                instant(row, "revoked_at"),
                row.getInt("revision"),
                Objects.requireNonNull(instant(row, "created_at")),
                row.getString("created_by"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var found = row.getObject(column, OffsetDateTime.class);
        return found == null ? null : found.toInstant();
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
