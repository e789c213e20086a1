package io.machinenativeops.teamrbac.key;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.machinenativeops.platform.address.AddressRange;
import io.machinenativeops.platform.tenancy.TenantDatabase;
import io.machinenativeops.teamrbac.identity.Columns;
import io.machinenativeops.teamrbac.permission.Principal;
import org.springframework.stereotype.Repository;

/** Reads what decides whether a key is good. */
@Repository
class KeyStore {

    private static final String ORGANIZATION = "SELECT org_id FROM api_key WHERE key_id = ? AND deleted_at IS NULL";

    private static final String KEY = """
            SELECT k.*, coalesce(r.revision, 0) AS organization_revision, p.team_id, l.last_used_at,
                   o.id IS NOT NULL AND o.suspended_at IS NULL AND o.deleted_at IS NULL
                   AND (k.project_id IS NULL OR p.id IS NOT NULL AND p.deleted_at IS NULL)
                   AND CASE WHEN k.acts_for LIKE 'user:%'
                       THEN EXISTS (SELECT FROM member m WHERE m.org_id = k.org_id
                           AND m.user_id = substr(k.acts_for, 6)::uuid
                           AND m.suspended_at IS NULL AND m.deleted_at IS NULL
                           AND NOT EXISTS (SELECT FROM user_account u
                               WHERE u.id = m.user_id AND u.disabled_at IS NOT NULL))
                       ELSE EXISTS (SELECT FROM agent a JOIN project home ON home.org_id = a.org_id AND home.id = a.project_id
                           WHERE a.org_id = k.org_id AND a.id = substr(k.acts_for, 7)::uuid
                           AND a.suspended_at IS NULL AND a.deleted_at IS NULL AND home.deleted_at IS NULL)
                       END AS active
              FROM api_key k
              LEFT JOIN organization o ON o.org_id = k.org_id
              LEFT JOIN identity_revision r ON r.org_id = k.org_id
              LEFT JOIN project p ON p.org_id = k.org_id AND p.id = k.project_id
              LEFT JOIN api_key_use l ON l.org_id = k.org_id AND l.id = k.id
             WHERE k.key_id = ? AND k.deleted_at IS NULL
            """;

    private final TenantDatabase database;

    KeyStore(TenantDatabase database) {
        this.database = database;
    }

    /** A key and its organisation's revision, from one moment; empty for what is unknown or revoked. */
    Optional<KnownKey> find(String keyId) {
        var organization = database.forService(
                jdbc -> jdbc.sql(ORGANIZATION).param(keyId).query(String.class).optional());
        return organization.flatMap(found -> database.forOrganization(
                found, jdbc -> jdbc.sql(KEY).param(keyId).query(KeyStore::read).optional()));
    }

    /** Notes when keys of an organisation were used; not of those that are revoked. */
    void writeUses(UUID organization, Map<UUID, Instant> uses) {
        var keys = uses.keySet().toArray(UUID[]::new);
        var times =
                Arrays.stream(keys).map(key -> String.valueOf(uses.get(key))).toArray(String[]::new);
        database.forOrganization(
                organization.toString(),
                jdbc -> jdbc.sql("""
                        INSERT INTO api_key_use AS known (org_id, id, last_used_at)
                        SELECT k.org_id, k.id, used.at FROM unnest(?::uuid[], ?::timestamptz[]) AS used (id, at)
                          JOIN api_key k ON k.org_id = ? AND k.id = used.id AND k.deleted_at IS NULL
                        ON CONFLICT (org_id, id) DO UPDATE SET last_used_at = EXCLUDED.last_used_at
                         WHERE known.last_used_at < EXCLUDED.last_used_at
                        """)
                        .param(keys)
                        .param(times)
                        .param(organization.toString())
                        .update());
    }

    private static KnownKey read(ResultSet row, int number) throws SQLException {
        var previous = row.getBytes("previous_hash");
        var previousPepper = row.getString("previous_pepper_id");
        return new KnownKey(
                UUID.fromString(row.getString("org_id")),
                row.getLong("organization_revision"),
                row.getObject("id", UUID.class),
                row.getString("key_id"),
                Principal.of(row.getString("acts_for")),
                row.getObject("project_id", UUID.class),
                row.getObject("team_id", UUID.class),
                row.getBoolean("active"),
                new SecretHash(row.getString("pepper_id"), row.getBytes("secret_hash")),
                previous == null || previousPepper == null ? null : new SecretHash(previousPepper, previous),
                Columns.instant(row, "previous_until"),
                KeyView.sources(row).stream().map(AddressRange::of).toList(),
                Columns.instant(row, "expires_at"),
                Columns.instant(row, "last_used_at"));
    }
}
