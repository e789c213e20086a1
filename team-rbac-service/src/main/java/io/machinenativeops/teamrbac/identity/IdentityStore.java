package io.machinenativeops.teamrbac.identity;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import io.machinenativeops.platform.tenancy.TenantDatabase;
import io.machinenativeops.teamrbac.access.IndexSource;
import io.machinenativeops.teamrbac.access.RowChanges;
import io.machinenativeops.teamrbac.access.TenantRows;
import io.machinenativeops.teamrbac.permission.Binding;
import io.machinenativeops.teamrbac.permission.Deny;
import io.machinenativeops.teamrbac.permission.Grant;
import io.machinenativeops.teamrbac.permission.Member;
import io.machinenativeops.teamrbac.permission.Node;
import io.machinenativeops.teamrbac.permission.PermissionSet;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.Role;
import io.machinenativeops.teamrbac.permission.Scope;
import io.machinenativeops.teamrbac.permission.TenantRow;
import org.springframework.stereotype.Repository;

/**
 * Reads the rows of an organisation from PostgreSQL, each time in one statement, which sees one moment. In an organisation that
 * is suspended or deleted everybody is suspended, and so is in each organisation who is disabled.
 */
@Repository
public class IdentityStore implements IndexSource {

    private static final String LIVE = "deleted_at IS NULL";
    private static final String CHANGED = "identity_revision > :from";

    /** {@code other} is what a node stands under, whom a key acts for, or the revision up to which deleted rows may be missing. */
    private static final String ROWS = """
            SELECT 'revision' AS kind, revision::text AS id, purged::text AS other, NULL AS scope, NULL AS role,
                   NULL::text[] AS permissions, NULL::timestamptz AS expires_at, false AS suspended, false AS deleted
              FROM identity_revision WHERE org_id = :org
            UNION ALL SELECT 'organization', identity_revision::text, NULL, NULL, NULL, NULL, NULL,
                   suspended_at IS NOT NULL OR deleted_at IS NOT NULL, false
              FROM organization WHERE org_id = :org
            UNION ALL SELECT 'node', 'team:' || id, coalesce('team:' || parent_id, 'organization:' || org_id), NULL, NULL,
                   NULL, NULL, false, deleted_at IS NOT NULL
              FROM team WHERE org_id = :org AND {which}
            UNION ALL SELECT 'node', 'project:' || id, coalesce('team:' || team_id, 'organization:' || org_id), NULL, NULL,
                   NULL, NULL, false, deleted_at IS NOT NULL
              FROM project WHERE org_id = :org AND {which}
            UNION ALL SELECT 'role', id::text, name, NULL, NULL, permissions, NULL, false, deleted_at IS NOT NULL
              FROM role WHERE org_id = :org AND {which}
            UNION ALL SELECT 'member', 'user:' || user_id, NULL, NULL, NULL, NULL, NULL,
                   suspended_at IS NOT NULL OR user_id IN (SELECT id FROM user_account WHERE disabled_at IS NOT NULL),
                   deleted_at IS NOT NULL
              FROM member WHERE org_id = :org AND {which}
            UNION ALL SELECT 'member', 'agent:' || id, NULL, NULL, NULL, NULL, NULL, suspended_at IS NOT NULL,
                   deleted_at IS NOT NULL
              FROM agent WHERE org_id = :org AND {which}
            UNION ALL SELECT 'member', 'key:' || id, acts_for, NULL, NULL, NULL, NULL, false, deleted_at IS NOT NULL
              FROM api_key WHERE org_id = :org AND {which}
            UNION ALL SELECT 'binding', id::text, principal, scope, role, permissions, expires_at, false,
                   deleted_at IS NOT NULL
              FROM role_binding WHERE org_id = :org AND {which}
            UNION ALL SELECT 'deny', id::text, principal, scope, NULL, permissions, expires_at, false,
                   deleted_at IS NOT NULL
              FROM permission_deny WHERE org_id = :org AND {which}
            """;

    private final TenantDatabase database;

    IdentityStore(TenantDatabase database) {
        this.database = database;
    }

    @Override
    public TenantRows load(UUID organization) {
        var read = read(organization, LIVE, 0);
        return new TenantRows(organization, read.revision, read.put);
    }

    @Override
    public Optional<RowChanges> changes(UUID organization, long from) {
        var read = read(organization, CHANGED, from);
        // Whether the organisation is suspended counts in the row of each member.
        return read.revision < from || read.stateRevision > from || read.purgedRevision > from || read.suspended
                ? Optional.empty()
                : Optional.of(new RowChanges(from, read.revision, read.put, read.removed));
    }

    private Read read(UUID organization, String which, long from) {
        return database.forOrganization(organization.toString(), jdbc -> {
            var read = new Read();
            jdbc.sql(ROWS.replace("{which}", which))
                    .param("org", organization.toString())
                    .param("from", from)
                    .query(read::add);
            return read.withState();
        });
    }

    private static final class Read {

        private final List<TenantRow> put = new ArrayList<>();
        private final List<TenantRow> removed = new ArrayList<>();
        private long revision;
        private long stateRevision;
        private long purgedRevision;
        private boolean suspended;

        private void add(ResultSet row) throws SQLException {
            var id = row.getString("id");
            switch (row.getString("kind")) {
                case "revision" -> {
                    revision = Long.parseLong(id);
                    purgedRevision = row.getLong("other");
                }
                case "organization" -> {
                    stateRevision = Long.parseLong(id);
                    suspended = row.getBoolean("suspended");
                }
                case String kind -> (row.getBoolean("deleted") ? removed : put).add(row(kind, id, row));
            }
        }

        private Read withState() {
            if (suspended) {
                put.replaceAll(row ->
                        row instanceof Member member ? new Member(member.principal(), true, member.actsFor()) : row);
            }
            return this;
        }

        private TenantRow row(String kind, String id, ResultSet row) throws SQLException {
            var other = row.getString("other");
            return switch (kind) {
                case "node" -> new Node(Scope.of(id), Scope.of(other));
                case "role" -> new Role(id, other, permissions(row));
                case "member" ->
                    new Member(
                            Principal.of(id), row.getBoolean("suspended"), other == null ? null : Principal.of(other));
                case "binding" ->
                    new Binding(
                            UUID.fromString(id),
                            Principal.of(other),
                            Scope.of(row.getString("scope")),
                            grant(row),
                            Columns.instant(row, "expires_at"));
                case "deny" ->
                    new Deny(
                            UUID.fromString(id),
                            Principal.of(other),
                            Scope.of(row.getString("scope")),
                            permissions(row),
                            Columns.instant(row, "expires_at"));
                default -> throw new IllegalStateException("'" + kind + "' is no kind of row");
            };
        }

        private static Grant grant(ResultSet row) throws SQLException {
            var role = row.getString("role");
            return role == null ? new Grant.OfPermissions(permissions(row)) : new Grant.OfRole(role);
        }

        private static PermissionSet permissions(ResultSet row) throws SQLException {
            var texts = (String[])
                    Objects.requireNonNull(row.getArray("permissions")).getArray();
            return PermissionSet.ofTexts(Arrays.asList(texts));
        }
    }
}
