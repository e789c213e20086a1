package io.machinenativeops.teamrbac.organization;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;

import io.machinenativeops.teamrbac.identity.Columns;
import org.jspecify.annotations.Nullable;

/** An organisation as it is stored. */
record OrganizationRow(
        UUID id,
        String slug,
        String name,
        int revision,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant suspendedAt,
        @Nullable Instant deletedAt) {

    static OrganizationRow read(ResultSet row) throws SQLException {
        return new OrganizationRow(
                row.getObject("id", UUID.class),
                row.getString("slug"),
                row.getString("name"),
                row.getInt("revision"),
                Columns.required(row, "created_at"),
                Columns.required(row, "updated_at"),
                Columns.instant(row, "suspended_at"),
                Columns.instant(row, "deleted_at"));
    }
}
