package io.machinenativeops.teamrbac.purge;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.machinenativeops.platform.tenancy.TenantDatabase;
import io.machinenativeops.teamrbac.identity.IdentityChange;
import io.machinenativeops.teamrbac.permission.Principal;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What was deleted, and what stands on it: an agent in its project, what it was given, its keys. */
@Repository
class DeletedRows {

    /** Those with a time of deletion. */
    private static final List<String> DELETABLE =
            List.of("team", "project", "agent", "role", "role_binding", "permission_deny", "member", "api_key");

    /** Those of an organisation without the audit log, each before what it stands on. */
    private static final List<String> ALL = List.of(
            "role_binding",
            "permission_deny",
            "invitation",
            "api_key_use",
            "api_key",
            "agent",
            "project",
            "team",
            "role",
            "member",
            "kept_answer",
            "organization");

    /** When an invitation came to its end without somebody; null while it has not. */
    private static final String UNACCEPTED =
            "(CASE WHEN accepted_at IS NULL THEN coalesce(revoked_at, expires_at) END)";

    private static final RowMapper<UUID> ID = (row, _) -> row.getObject(1, UUID.class);

    private final TenantDatabase database;

    DeletedRows(TenantDatabase database) {
        this.database = database;
    }

    /** Organisations after one that have something deleted before an instant, and are not deleted themselves. */
    List<String> organizations(Instant before, String after, int limit) {
        var each = DELETABLE.stream()
                .map(table -> "SELECT org_id FROM " + table + " WHERE deleted_at < :before")
                .collect(Collectors.joining(" UNION "))
                .concat(" UNION SELECT org_id FROM invitation WHERE " + UNACCEPTED + " < :before");
        return database.forService(jdbc -> jdbc.sql("SELECT org_id FROM (" + each + """
                        ) AS found WHERE org_id > :after
                          AND EXISTS (SELECT FROM organization o WHERE o.org_id = found.org_id AND o.deleted_at IS NULL)
                        ORDER BY org_id LIMIT :limit
                        """)
                .param("before", at(before))
                .param("after", after)
                .param("limit", limit)
                .query(String.class)
                .list());
    }

    /** Organisations that were deleted themselves before an instant. */
    List<String> deletedOrganizations(Instant before) {
        return database.forService(
                jdbc -> jdbc.sql("SELECT org_id FROM organization WHERE deleted_at < ? ORDER BY org_id")
                        .param(at(before))
                        .query(String.class)
                        .list());
    }

    /**
     * Removes some of what was deleted before an instant, inside a change of the organisation.
     *
     * @return how many rows are gone; 0 when none was left
     */
    int purge(IdentityChange change, Instant before, int limit) {
        return database.inside(jdbc -> new Round(jdbc, change, at(before), limit).run());
    }

    /** What one transaction removes. */
    private static final class Round {

        private final JdbcClient jdbc;
        private final IdentityChange change;
        private final OffsetDateTime before;
        private final int limit;
        private int gone;

        private Round(JdbcClient jdbc, IdentityChange change, OffsetDateTime before, int limit) {
            this.jdbc = jdbc;
            this.change = change;
            this.before = before;
            this.limit = limit;
        }

        private int run() {
            var projects = deleted("project", "id", "true");
            var members = deleted("member", "user_id", "true");
            var roles = deleted("role", "id", "true");
            var agents = and(deleted("agent", "id", "true"), of("agent", "project_id", ids(projects)));
            var owners = Stream.concat(principals(members, "user:"), principals(agents, "agent:"))
                    .toList();
            var keys = and(deleted("api_key", "id", "true"), of("api_key", "acts_for", texts(owners)));
            keys = and(keys, of("api_key", "project_id", ids(projects)));
            var principals =
                    Stream.concat(owners.stream(), principals(keys, "key:")).toList();
            tell(principals);
            // A team last, when nothing stands below it any more.
            var teams = deleted("team", "id", """
                    NOT EXISTS (SELECT FROM team below WHERE below.parent_id = t.id)
                    AND NOT EXISTS (SELECT FROM project below WHERE below.team_id = t.id)
                    """);
            var scopes = Stream.concat(principals(projects, "project:"), principals(teams, "team:"))
                    .toList();
            for (var table : List.of("role_binding", "permission_deny")) {
                delete(table, "id", ids(deleted(table, "id", "true")));
                delete(table, "principal", texts(principals));
                delete(table, "scope", texts(scopes));
            }
            var roleNames = roles.stream().map(UUID::toString).toList();
            delete("role_binding", "role", texts(roleNames));
            delete("invitation", "scope", texts(scopes));
            delete("invitation", "role", texts(roleNames));
            delete("invitation", "id", ids(unaccepted()));
            delete("api_key_use", "id", ids(keys));
            delete("api_key", "id", ids(keys));
            delete("agent", "id", ids(agents));
            delete("project", "id", ids(projects));
            delete("team", "id", ids(teams));
            delete("role", "id", ids(roles));
            delete("member", "user_id", ids(members));
            if (gone > 0) {
                jdbc.sql("UPDATE identity_revision SET purged = ?")
                        .param(change.revision())
                        .update();
            }
            return gone;
        }

        private List<UUID> deleted(String table, String id, String which) {
            return jdbc.sql("SELECT " + id + " FROM " + table + " t WHERE deleted_at < ? AND " + which + " ORDER BY "
                            + id + " LIMIT ?")
                    .params(before, limit)
                    .query(ID)
                    .list();
        }

        /** Invitations of people who did not come; an accepted one stays. */
        private List<UUID> unaccepted() {
            return jdbc.sql("SELECT id FROM invitation WHERE " + UNACCEPTED + " < ? ORDER BY id LIMIT ?")
                    .params(before, limit)
                    .query(ID)
                    .list();
        }

        private List<UUID> of(String table, String column, Object[] values) {
            return jdbc.sql("SELECT id FROM " + table + " WHERE " + column + " = ANY (?)")
                    .param(values)
                    .query(ID)
                    .list();
        }

        private static List<UUID> and(List<UUID> some, List<UUID> others) {
            return Stream.concat(some.stream(), others.stream()).distinct().toList();
        }

        private static Stream<String> principals(List<UUID> ids, String kind) {
            return ids.stream().map(id -> kind + id);
        }

        /** Somebody whose place is gone may have had something elsewhere. */
        private void tell(List<String> principals) {
            for (var each : principals) {
                var principal = Principal.of(each);
                change.index().member(principal).ifPresent(change::remove);
            }
        }

        private void delete(String table, String column, Object[] values) {
            gone += jdbc.sql("DELETE FROM " + table + " WHERE " + column + " = ANY (?)")
                    .param(values)
                    .update();
        }

        private static UUID[] ids(List<UUID> ids) {
            return ids.toArray(UUID[]::new);
        }

        private static String[] texts(List<String> texts) {
            return texts.toArray(String[]::new);
        }
    }

    /** Locks the organisation against changes, and looks again whether it was deleted before an instant. */
    boolean lockDeleted(Instant before) {
        return database.inside(jdbc -> {
            jdbc.sql("SELECT revision FROM identity_revision FOR UPDATE")
                    .query(Long.class)
                    .optional();
            return jdbc.sql("SELECT count(*) FROM organization WHERE deleted_at < ?")
                            .param(at(before))
                            .query(Integer.class)
                            .single()
                    > 0;
        });
    }

    /** Deletes entries of the audit log of an organisation that is deleted, as the database allows. */
    long purgeLog(int most) {
        return database.inside(jdbc ->
                jdbc.sql("SELECT audit_purge(?)").param(most).query(Long.class).single());
    }

    /** Removes all rows of the organisation but the count of its revisions, which never goes back. */
    int purgeAll() {
        return database.inside(jdbc -> ALL.stream()
                .mapToInt(table -> jdbc.sql("DELETE FROM " + table).update())
                .sum());
    }

    String name() {
        return database.inside(jdbc ->
                jdbc.sql("SELECT name FROM organization").query(String.class).single());
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
