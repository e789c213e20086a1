package io.machinenativeops.teamrbac.member;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;

import io.machinenativeops.teamrbac.permission.Principal;
import org.jspecify.annotations.Nullable;

/** A member as it is stored. */
record MemberRow(
        UUID userId, String name, String email, @Nullable Instant suspendedAt, int revision, Instant joinedAt) {

    static MemberRow read(ResultSet row) throws SQLException {
        var suspended = row.getObject("suspended_at", OffsetDateTime.class);
        return new MemberRow(
                row.getObject("user_id", UUID.class),
                row.getString("name"),
                row.getString("email"),
                suspended == null ? null : suspended.toInstant(),
                row.getInt("revision"),
                row.getObject("joined_at", OffsetDateTime.class).toInstant());
    }

    Principal principal() {
        return Principal.user(userId);
    }
}
