package io.machinenativeops.teamrbac.audit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import io.machinenativeops.platform.edit.IfMatch;
import io.machinenativeops.platform.tenancy.TenantDatabase;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/** How long organisations keep entries. */
@Repository
class RetentionStore {

    private final TenantDatabase database;

    RetentionStore(TenantDatabase database) {
        this.database = database;
    }

    /**
     * A setting.
     *
     * @param days null for without end
     */
    record Retention(@Nullable Integer days, int revision) {}

    /** Without end, at revision 0, until something else is set. */
    Retention of(String organization) {
        return database.forOrganization(
                organization,
                jdbc -> jdbc.sql("SELECT days, revision FROM audit_retention WHERE org_id = ?")
                        .param(organization)
                        .query((row, _) -> new Retention(row.getObject("days", Integer.class), row.getInt("revision")))
                        .optional()
                        .orElse(new Retention(null, 0)));
    }

    /** Sets it for who saw what there is. */
    Retention set(String organization, IfMatch match, @Nullable Integer days) {
        return database.forOrganization(organization, jdbc -> {
            jdbc.sql(
                            "INSERT INTO audit_retention (org_id, revision, updated_at) VALUES (?, 0, now()) ON CONFLICT DO NOTHING")
                    .param(organization)
                    .update();
            int revision = jdbc.sql("SELECT revision FROM audit_retention WHERE org_id = ? FOR UPDATE")
                    .param(organization)
                    .query(Integer.class)
                    .single();
            match.require(revision, "the retention");
            jdbc.sql(
                            "UPDATE audit_retention SET days = :days, revision = revision + 1, updated_at = now() WHERE org_id = :org")
                    .param("days", days)
                    .param("org", organization)
                    .update();
            return new Retention(days, revision + 1);
        });
    }

    /** Days by organisation, of those that do not keep entries without end. */
    Map<UUID, Integer> limited() {
        return database.forService(jdbc -> {
            var limits = new LinkedHashMap<UUID, Integer>();
            jdbc.sql("SELECT org_id, days FROM audit_retention WHERE days IS NOT NULL ORDER BY org_id")
                    .query(row -> {
                        limits.put(UUID.fromString(row.getString("org_id")), row.getInt("days"));
                    });
            return limits;
        });
    }
}
