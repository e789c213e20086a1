package io.machinenativeops.teamrbac.organization;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.UUID;

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
                Objects.requireNonNull(instant(row, "created_at")),
                Objects.requireNonNull(instant(row, "updated_at")),
                instant(row, "suspended_at"),
                instant(row, "deleted_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var found = row.getObject(column, OffsetDateTime.class);
        return found == null ? null : found.toInstant();
    }
}
