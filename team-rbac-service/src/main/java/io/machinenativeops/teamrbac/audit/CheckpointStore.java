package io.machinenativeops.teamrbac.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.machinenativeops.platform.tenancy.TenantDatabase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Repository;

/**
 * Checkpoints. Each is also written to the service's log, which is kept elsewhere than the database, and can be read by whoever may
 * read the audit log, to be kept there.
 */
@Repository
class CheckpointStore {

    private static final Logger log = LoggerFactory.getLogger(CheckpointStore.class);

    private final TenantDatabase database;
    private final AuditKeys keys;

    CheckpointStore(TenantDatabase database, AuditKeys keys) {
        this.database = database;
        this.keys = keys;
    }

    /** A checkpoint and the id of the key that signed it. */
    record Stored(Checkpoint checkpoint, String keyId) {}

    /** Organisations whose chains have grown since their last checkpoint. */
    List<UUID> grown() {
        return database.forService(
                jdbc -> jdbc.sql("SELECT org_id FROM audit_head WHERE sequence > checkpointed ORDER BY org_id")
                        .query((row, _) -> UUID.fromString(row.getString(1)))
                        .list());
    }

    /** Makes a checkpoint of where the chain stands, unless there is one. */
    void checkpoint(UUID organization, Instant now) {
        database.forOrganization(organization.toString(), jdbc -> {
            var head = jdbc.sql(
                            "SELECT sequence, hash FROM audit_head WHERE org_id = ? AND sequence > checkpointed FOR UPDATE")
                    .param(organization.toString())
                    .query((row, _) -> new ChainHead(organization, row.getLong(1), row.getString(2)))
                    .optional();
            head.ifPresent(found -> {
                add(found, now);
                jdbc.sql("UPDATE audit_head SET checkpointed = ? WHERE org_id = ?")
                        .params(found.sequence(), organization.toString())
                        .update();
            });
            return head.isPresent();
        });
    }

    /** Makes a checkpoint of an entry that stands in the log, unless there is one. */
    void checkpoint(ChainHead entry, Instant now) {
        database.forOrganization(entry.organization().toString(), _ -> {
            add(entry, now);
            return true;
        });
    }

    private void add(ChainHead head, Instant now) {
        var made = keys.sign(head, now.truncatedTo(ChronoUnit.MILLIS));
        database.inside(jdbc -> jdbc.sql("""
                        INSERT INTO audit_checkpoint (org_id, sequence, hash, at, key_id, signature) VALUES (?, ?, ?, ?, ?, ?)
                        ON CONFLICT DO NOTHING
                        """)
                .params(
                        head.organization().toString(),
                        head.sequence(),
                        head.hash(),
                        made.at().atOffset(ZoneOffset.UTC),
                        keys.signer(),
                        made.signature())
                .update());
        database.afterCommit(() -> log.info(
                "audit checkpoint of organisation {}: sequence {}, hash {}, at {}, key {}, signature {}",
                head.organization(),
                head.sequence(),
                head.hash(),
                made.at(),
                keys.signer(),
                made.signature()));
    }

    /** Checkpoints from a sequence on, the oldest first. */
    List<Stored> from(UUID organization, long sequence, int limit) {
        return database.forOrganization(
                organization.toString(),
                jdbc -> jdbc.sql("""
                        SELECT sequence, hash, at, key_id, signature FROM audit_checkpoint
                         WHERE org_id = ? AND sequence >= ? ORDER BY sequence LIMIT ?
                        """)
                        .params(organization.toString(), sequence, limit)
                        .query((row, _) -> read(organization, row))
                        .list());
    }

    /** Checkpoints before a sequence, the newest first. */
    List<Stored> before(UUID organization, @Nullable Long sequence, int limit) {
        return database.forOrganization(
                organization.toString(),
                jdbc -> jdbc.sql("""
                        SELECT sequence, hash, at, key_id, signature FROM audit_checkpoint
                         WHERE org_id = ? AND sequence < ? ORDER BY sequence DESC LIMIT ?
                        """)
                        .params(organization.toString(), sequence == null ? Long.MAX_VALUE : sequence, limit)
                        .query((row, _) -> read(organization, row))
                        .list());
    }

    private static Stored read(UUID organization, ResultSet row) throws SQLException {
        return new Stored(
                new Checkpoint(
                        new ChainHead(organization, row.getLong("sequence"), row.getString("hash")),
                        row.getObject("at", OffsetDateTime.class).toInstant(),
                        row.getString("signature")),
                row.getString("key_id"));
    }

    /** The checkpoint at a sequence, if its signature is good. */
    Optional<Checkpoint> good(UUID organization, long sequence) {
        return from(organization, sequence, 1).stream()
                .filter(each -> each.checkpoint().head().sequence() == sequence)
                .filter(each -> keys.isSigned(each.checkpoint(), each.keyId()))
                .map(Stored::checkpoint)
                .findFirst();
    }
}
