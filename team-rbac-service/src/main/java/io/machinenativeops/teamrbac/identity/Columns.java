package io.machinenativeops.teamrbac.identity;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/** Reads columns whose types PostgreSQL and we name differently. */
public final class Columns {

    private Columns() {}

    /** A {@code timestamptz}. */
    public static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var read = row.getObject(column, OffsetDateTime.class);
        return read == null ? null : read.toInstant();
    }

    /** A {@code timestamptz} that is never null. */
    public static Instant required(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(instant(row, column), column);
    }

    /** A {@code text[]}. */
    public static @Nullable List<String> texts(ResultSet row, String column) throws SQLException {
        var read = row.getArray(column);
        return read == null ? null : Arrays.asList((String[]) Objects.requireNonNull(read.getArray()));
    }
}
