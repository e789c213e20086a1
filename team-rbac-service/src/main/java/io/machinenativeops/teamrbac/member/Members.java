package io.machinenativeops.teamrbac.member;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import io.machinenativeops.platform.tenancy.TenantDatabase;
import io.machinenativeops.teamrbac.identity.IdentityChange;
import io.machinenativeops.teamrbac.permission.Member;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.role.Given;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Who belongs to an organisation, inside a transaction for it. */
@Component
public class Members {

    private static final String SELECT = "SELECT user_id, name, email, suspended_at, revision, joined_at FROM member";

    private final TenantDatabase database;
    private final Given given;

    Members(TenantDatabase database, Given given) {
        this.database = database;
        this.given = given;
    }

    /**
     * Some members after one, of those that are seen.
     *
     * @param status {@code active} or {@code suspended}; null for both
     */
    List<MemberRow> list(Optional<Set<UUID>> seen, @Nullable String status, UUID after, int limit) {
        return database.inside(jdbc -> jdbc.sql(SELECT + """
                         WHERE deleted_at IS NULL AND user_id > :after AND (:all OR user_id = ANY (:seen))
                           AND (:status::text IS NULL OR (:status = 'suspended') = (suspended_at IS NOT NULL))
                         ORDER BY user_id LIMIT :limit
                        """)
                .param("after", after)
                .param("status", status)
                .param("all", seen.isEmpty())
                .param("seen", seen.orElse(Set.of()).toArray(UUID[]::new))
                .param("limit", limit)
                .query((row, _) -> MemberRow.read(row))
                .list());
    }

    Optional<MemberRow> find(UUID user) {
        return database.inside(jdbc -> jdbc.sql(SELECT + " WHERE deleted_at IS NULL AND user_id = ?")
                .param(user)
                .query((row, _) -> MemberRow.read(row))
                .optional());
    }

    /** Makes a user a member; one that was before is it again, with nothing of what it had. */
    public void join(IdentityChange change, UUID user, String name, String email) {
        database.inside(jdbc -> jdbc.sql("""
                        INSERT INTO member AS known (org_id, user_id, name, email, revision, identity_revision, joined_at,
                            updated_at) VALUES (:org, :user, :name, :email, 0, :revision, :now, :now)
                        ON CONFLICT (org_id, user_id) DO UPDATE SET name = :name, email = :email, suspended_at = NULL,
                            revision = known.revision + 1, identity_revision = :revision, joined_at = :now,
                            updated_at = :now, deleted_at = NULL
                        """)
                .param("org", change.index().organization().id().toString())
                .param("user", user)
                .param("name", name)
                .param("email", email)
                .param("revision", change.revision())
                .param("now", change.now().atOffset(ZoneOffset.UTC))
                .update());
        change.put(Member.active(Principal.user(user)));
    }

    void suspend(IdentityChange change, UUID user, boolean suspended) {
        mark(change, user, "suspended_at = " + (suspended ? ":now" : "NULL"));
        change.put(suspended ? Member.suspended(Principal.user(user)) : Member.active(Principal.user(user)));
    }

    /** Takes a member and all it was given away. */
    public void leave(IdentityChange change, Principal user) {
        mark(change, user.id(), "deleted_at = :now");
        change.remove(Member.active(user));
        given.takeAll(change, user);
    }

    private void mark(IdentityChange change, UUID user, String what) {
        database.inside(jdbc -> jdbc.sql("UPDATE member SET " + what + """
                        , revision = revision + 1, identity_revision = :revision, updated_at = :now WHERE user_id = :user
                        """)
                .param("revision", change.revision())
                .param("now", change.now().atOffset(ZoneOffset.UTC))
                .param("user", user)
                .update());
    }
}
