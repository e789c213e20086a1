package io.machinenativeops.tokentracking.retention;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

import io.machinenativeops.platform.tenancy.TenantDatabase;
import org.jspecify.annotations.Nullable;

/** Keeps retention in PostgreSQL, and which replica is enforcing it. */
final class RetentionStore {

    private final TenantDatabase database;
    private final Clock clock;

    /**
     * Something to delete.
     *
     * @param before the first day (UTC) that is kept
     * @param deletedBefore the first day that was kept the last time; null when nothing was deleted yet
     */
    record Due(
            String organization, LocalDate before, @Nullable LocalDate deletedBefore) {}

    RetentionStore(TenantDatabase database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    UsageRetention find(String organization) {
        return database.forOrganization(
                organization,
                jdbc -> jdbc.sql("SELECT days, deleted_before, changed_at, changed_by FROM usage_retention")
                        .query((row, _) -> retention(row))
                        .optional()
                        .orElse(UsageRetention.FOR_EVER));
    }

    /** Sets the days; null keeps usage for ever. What was deleted stays deleted. */
    UsageRetention change(String organization, String subject, @Nullable Integer days) {
        return database.forOrganization(
                organization,
                jdbc -> jdbc.sql("""
                                INSERT INTO usage_retention (org_id, days, changed_at, changed_by) VALUES (?, ?, ?, ?)
                                ON CONFLICT (org_id) DO UPDATE SET days = excluded.days, changed_at = excluded.changed_at,
                                    changed_by = excluded.changed_by
                                RETURNING days, deleted_before, changed_at, changed_by
                                """)
                        .param(organization)
                        .param(days)
                        .param(now())
                        .param(subject)
                        .query((row, _) -> retention(row))
                        .single());
    }

    /**
     * Takes an organisation that has usage to delete, for this replica alone; empty when there is none.
     *
     * @param loan how long no other takes it
     */
    Optional<Due> claim(Duration loan) {
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        return database.forService(jdbc -> jdbc.sql("""
                        UPDATE usage_retention SET claimed_until = ? WHERE org_id = (
                            SELECT org_id FROM usage_retention
                            WHERE days IS NOT NULL AND (claimed_until IS NULL OR claimed_until < ?)
                                AND (deleted_before IS NULL OR deleted_before < ?::date - days)
                            ORDER BY org_id LIMIT 1 FOR UPDATE SKIP LOCKED)
                        RETURNING org_id, ?::date - days AS before, deleted_before
                        """)
                .params(now().plus(loan), now(), today, today)
                .query((row, _) -> new Due(
                        String.valueOf(row.getString("org_id")),
                        row.getObject("before", LocalDate.class),
                        row.getObject("deleted_before", LocalDate.class)))
                .optional());
    }

    /** Notes that it was deleted. */
    void done(Due due) {
        database.forService(
                jdbc -> jdbc.sql("UPDATE usage_retention SET deleted_before = ?, claimed_until = NULL WHERE org_id = ?")
                        .params(due.before(), due.organization())
                        .update());
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    private static UsageRetention retention(ResultSet row) throws SQLException {
        return new UsageRetention(
                row.getObject("days", Integer.class),
                row.getObject("deleted_before", LocalDate.class),
                row.getObject("changed_at", OffsetDateTime.class).toInstant(),
                row.getString("changed_by"));
    }
}
