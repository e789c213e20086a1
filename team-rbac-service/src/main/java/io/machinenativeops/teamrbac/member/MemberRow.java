package io.machinenativeops.teamrbac.member;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;

import io.machinenativeops.teamrbac.identity.Columns;
import io.machinenativeops.teamrbac.permission.Principal;
import org.jspecify.annotations.Nullable;

/** A member as it is stored. */
record MemberRow(
        UUID userId, String name, String email, @Nullable Instant suspendedAt, int revision, Instant joinedAt) {

    static MemberRow read(ResultSet row) throws SQLException {
        return new MemberRow(
                row.getObject("user_id", UUID.class),
                row.getString("name"),
                row.getString("email"),
                Columns.instant(row, "suspended_at"),
                row.getInt("revision"),
                Columns.required(row, "joined_at"));
    }

    Principal principal() {
        return Principal.user(userId);
    }
}
