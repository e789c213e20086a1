package io.machinenativeops.teamrbac.role;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.machinenativeops.teamrbac.identity.Columns;
import io.machinenativeops.teamrbac.permission.Binding;
import io.machinenativeops.teamrbac.permission.Deny;
import io.machinenativeops.teamrbac.permission.Grant;
import io.machinenativeops.teamrbac.permission.PermissionSet;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.Scope;
import org.jspecify.annotations.Nullable;

/**
 * A binding or deny as it is stored.
 *
 * @param role null for a list of permissions
 */
record GivenRow(
        UUID id,
        Principal principal,
        Scope scope,
        @Nullable String role,
        @Nullable List<String> permissions,
        @Nullable Instant expiresAt,
        int revision,
        Instant createdAt,
        String createdBy) {

    static GivenRow read(ResultSet row) throws SQLException {
        return new GivenRow(
                row.getObject("id", UUID.class),
                Principal.of(row.getString("principal")),
                Scope.of(row.getString("scope")),
                row.getString("role"),
                Columns.texts(row, "permissions"),
                Columns.instant(row, "expires_at"),
                row.getInt("revision"),
                Columns.required(row, "created_at"),
                row.getString("created_by"));
    }

    Binding binding() {
        return new Binding(
                id,
                principal,
                scope,
                role == null ? new Grant.OfPermissions(permissionSet()) : new Grant.OfRole(role),
                expiresAt);
    }

    Deny deny() {
        return new Deny(id, principal, scope, permissionSet(), expiresAt);
    }

    private PermissionSet permissionSet() {
        return PermissionSet.ofTexts(permissions == null ? List.of() : permissions);
    }
}
