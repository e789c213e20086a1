package io.machinenativeops.teamrbac.role;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import io.machinenativeops.platform.tenancy.TenantDatabase;
import io.machinenativeops.teamrbac.permission.Binding;
import io.machinenativeops.teamrbac.permission.Deny;
import io.machinenativeops.teamrbac.permission.Grant;
import io.machinenativeops.teamrbac.permission.PermissionSet;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.Scope;
import io.machinenativeops.teamrbac.permission.TenantRow;
import org.jspecify.annotations.Nullable;

/** One of the tables of what is given or denied, inside a transaction for an organisation. */
final class GivenRows {

    private final TenantDatabase database;
    private final String table;
    private final String role;

    private GivenRows(TenantDatabase database, String table, String role) {
        this.database = database;
        this.table = table;
        this.role = role;
    }

    static GivenRows bindings(TenantDatabase database) {
        return new GivenRows(database, "role_binding", "role");
    }

    static GivenRows denies(TenantDatabase database) {
        return new GivenRows(database, "permission_deny", "NULL AS role");
    }

    private String select() {
        return "SELECT id, principal, scope, " + role
                + ", permissions, expires_at, revision, created_at, created_by FROM " + table;
    }

    /** Which rows are asked for: those about somebody, at some place, of some role. */
    record Asked(
            @Nullable Principal principal,
            @Nullable Scope scope,
            @Nullable String role) {

        static Asked of(@Nullable String principal, @Nullable String scope, @Nullable String role) {
            return new Asked(
                    principal == null ? null : GivenFields.principal(principal),
                    scope == null ? null : GivenFields.scope(scope),
                    role);
        }
    }

    /** Which rows a list has: those asked for, and only those that the caller may see. */
    record Filter(Asked asked, Optional<Set<Scope>> seen, String self) {}

    List<GivenRow> list(Filter filter, UUID after, int limit) {
        return database.inside(jdbc -> jdbc.sql(select() + """
                         WHERE deleted_at IS NULL AND id > :after AND principal NOT LIKE 'key:%'
                           AND (:principal::text IS NULL OR principal = :principal)
                           AND (:scope::text IS NULL OR scope = :scope)
                           AND (:role::text IS NULL OR %s = :role)
                           AND (:all OR scope = ANY (:seen) OR principal = :self)
                         ORDER BY id LIMIT :limit
                        """.replace("%s", role.startsWith("NULL") ? "NULL" : role))
                .param("after", after)
                .param("principal", text(filter.asked.principal))
                .param("scope", text(filter.asked.scope))
                .param("role", filter.asked.role)
                .param("all", filter.seen.isEmpty())
                .param(
                        "seen",
                        filter.seen.orElse(Set.of()).stream()
                                .map(Scope::toString)
                                .toArray(String[]::new))
                .param("self", filter.self)
                .param("limit", limit)
                .query((row, _) -> GivenRow.read(row))
                .list());
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    Optional<GivenRow> find(UUID id) {
        return database.inside(jdbc -> jdbc.sql(select() + " WHERE deleted_at IS NULL AND id = ?")
                .param(id)
                .query((row, _) -> GivenRow.read(row))
                .optional());
    }

    /** Those that were taken from somebody at one moment. */
    List<GivenRow> removedAt(Principal principal, Instant at) {
        return database.inside(jdbc -> jdbc.sql(select() + " WHERE principal = ? AND deleted_at = ?")
                .params(principal.toString(), at.atOffset(ZoneOffset.UTC))
                .query((row, _) -> GivenRow.read(row))
                .list());
    }

    void insert(TenantRow row, String organization, long revision, Instant now, String by) {
        switch (row) {
            case Binding binding ->
                insert(
                        binding.id(),
                        binding.principal(),
                        binding.scope(),
                        binding.grant(),
                        binding.expiresAt(),
                        organization,
                        revision,
                        now,
                        by);
            case Deny deny ->
                insert(
                        deny.id(),
                        deny.principal(),
                        deny.scope(),
                        new Grant.OfPermissions(deny.permissions()),
                        deny.expiresAt(),
                        organization,
                        revision,
                        now,
                        by);
            default -> throw new IllegalArgumentException(row + " is neither a binding nor a deny");
        }
    }

    private void insert(
            UUID id,
            Principal principal,
            Scope scope,
            Grant grant,
            @Nullable Instant end,
            String organization,
            long revision,
            Instant now,
            String by) {
        var named = grant instanceof Grant.OfRole of ? of.role() : null;
        var permissions = grant instanceof Grant.OfPermissions(PermissionSet set)
                ? set.toList().stream().map(Object::toString).toArray(String[]::new)
                : null;
        var columns = table.equals("role_binding") ? "role, " : "";
        database.inside(jdbc -> jdbc.sql("INSERT INTO " + table + " (org_id, id, principal, scope, " + columns
                        + """
                        permissions, expires_at, revision, identity_revision, created_at, created_by)
                        VALUES (:org, :id, :principal, :scope, %s :permissions, :end, 0, :revision, :now, :by)
                        """.replace("%s", columns.isEmpty() ? "" : ":role, "))
                .param("org", organization)
                .param("id", id)
                .param("principal", principal.toString())
                .param("scope", scope.toString())
                .param("role", named)
                .param("permissions", permissions)
                .param("end", end == null ? null : end.atOffset(ZoneOffset.UTC))
                .param("revision", revision)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("by", by)
                .update());
    }

    /** Marks rows as deleted, or as there again where {@code at} is null. */
    void mark(List<UUID> ids, @Nullable Instant at, long revision) {
        database.inside(jdbc -> jdbc.sql("UPDATE " + table + """
                         SET deleted_at = :at, revision = revision + 1, identity_revision = :revision WHERE id = ANY (:ids)
                        """)
                .param("at", at == null ? null : at.atOffset(ZoneOffset.UTC))
                .param("revision", revision)
                .param("ids", ids.toArray(UUID[]::new))
                .update());
    }
}
