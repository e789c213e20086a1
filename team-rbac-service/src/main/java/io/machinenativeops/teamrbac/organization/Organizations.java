package io.machinenativeops.teamrbac.organization;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.machinenativeops.platform.tenancy.TenantDatabase;
import io.machinenativeops.teamrbac.identity.IdentityChange;
import io.machinenativeops.teamrbac.identity.Named;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The table of organisations. It is read by the service itself too, since a user's are in several. */
@Component
class Organizations {

    private static final String COLUMNS =
            "o.id, o.slug, o.name, o.revision, o.created_at, o.updated_at, o.suspended_at, o.deleted_at";

    private final TenantDatabase database;

    Organizations(TenantDatabase database) {
        this.database = database;
    }

    /** Those that a user is a member of. */
    List<OrganizationRow> of(UUID user, UUID after, int limit) {
        return database.forService(jdbc -> jdbc.sql("SELECT " + COLUMNS + """
                         FROM member m JOIN organization o ON o.org_id = m.org_id
                        WHERE m.user_id = ? AND m.deleted_at IS NULL AND o.deleted_at IS NULL AND o.id > ?
                        ORDER BY o.id LIMIT ?
                        """)
                .params(user, after, limit)
                .query((row, _) -> OrganizationRow.read(row))
                .list());
    }

    /** Those that a user owns and that can be restored: who owns one is known inside it only. */
    List<OrganizationRow> deletedOf(UUID user, UUID after, int limit) {
        var since = Instant.now().minus(Named.RESTORABLE).atOffset(ZoneOffset.UTC);
        return database
                .forService(jdbc -> jdbc.sql("SELECT " + COLUMNS + """
                         FROM member m JOIN organization o ON o.org_id = m.org_id
                        WHERE m.user_id = ? AND m.deleted_at IS NULL AND o.deleted_at >= ? AND o.id > ? ORDER BY o.id
                        """)
                        .params(user, since, after)
                        .query((row, _) -> OrganizationRow.read(row))
                        .list())
                .stream()
                .filter(each -> owns(user, each.id()))
                .limit(limit)
                .toList();
    }

    /** Whether a user owns an organisation by its rows, whatever state it is in. */
    boolean owns(UUID user, UUID organization) {
        return database.forOrganization(
                        organization.toString(),
                        jdbc -> jdbc.sql("""
                        SELECT count(*) FROM role_binding b JOIN member m
                            ON m.user_id = :user AND m.deleted_at IS NULL AND m.suspended_at IS NULL
                         WHERE b.principal = :principal AND b.scope = :scope AND b.role = 'owner'
                           AND b.deleted_at IS NULL AND b.expires_at IS NULL
                        """)
                                .param("user", user)
                                .param("principal", "user:" + user)
                                .param("scope", "organization:" + organization)
                                .query(Integer.class)
                                .single())
                > 0;
    }

    /** The row, inside a transaction for the organisation. */
    Optional<OrganizationRow> find() {
        return database.inside(jdbc -> jdbc.sql("SELECT " + COLUMNS + " FROM organization o")
                .query((row, _) -> OrganizationRow.read(row))
                .optional());
    }

    /** Whether it was made by a request with this fingerprint, inside a transaction for it. */
    boolean isMadeBy(String request) {
        return database.inside(jdbc -> jdbc.sql("SELECT count(*) FROM organization WHERE request = ?")
                        .param(request)
                        .query(Integer.class)
                        .single())
                > 0;
    }

    /**
     * Makes it.
     *
     * @param request fingerprint of the request, where that can be sent again
     */
    void insert(IdentityChange change, String name, String slug, String by, @Nullable String request) {
        var id = change.index().organization().id();
        database.inside(jdbc -> jdbc.sql("""
                        INSERT INTO organization (org_id, id, slug, name, revision, identity_revision, created_at, created_by,
                            updated_at, request) VALUES (:org, :id, :slug, :name, 0, :revision, :now, :by, :now, :request)
                        """)
                .param("org", id.toString())
                .param("id", id)
                .param("slug", slug)
                .param("name", name)
                .param("revision", change.revision())
                .param("now", change.now().atOffset(ZoneOffset.UTC))
                .param("by", by)
                .param("request", request)
                .update());
    }

    void rename(IdentityChange change, String name, String slug) {
        update(change, "name = :name, slug = :slug", Map.of("name", name, "slug", slug));
    }

    /** Sets or clears when it was suspended or deleted: from then on nobody may do anything in it, or they may again. */
    void mark(IdentityChange change, Mark mark, boolean set) {
        update(change, mark.column + " = " + (set ? ":now" : "NULL") + ", identity_revision = :revision", Map.of());
        change.supersedesAll();
    }

    /** What may become of an organisation. */
    enum Mark {
        SUSPENDED("suspended_at"),
        DELETED("deleted_at");

        private final String column;

        Mark(String column) {
            this.column = column;
        }
    }

    private void update(IdentityChange change, String what, Map<String, String> values) {
        database.inside(
                jdbc -> jdbc.sql("UPDATE organization SET " + what + ", revision = revision + 1, updated_at = :now")
                        .params(values)
                        .param("now", change.now().atOffset(ZoneOffset.UTC))
                        .param("revision", change.revision())
                        .update());
    }
}
