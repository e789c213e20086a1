package io.machinenativeops.teamrbac.audit;

import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;

import io.machinenativeops.platform.audit.AuditEntry.Actor;
import io.machinenativeops.platform.audit.AuditTrail;
import io.machinenativeops.platform.tenancy.TenantDatabase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done to logs beside requests: checkpoints, and deletion of what is not kept any more. */
final class Upkeep {

    private static final Logger log = LoggerFactory.getLogger(Upkeep.class);
    private static final int AT_ONCE = 5_000;

    private final TenantDatabase database;
    private final AuditStore entries;
    private final CheckpointStore checkpoints;
    private final RetentionStore retentions;
    private final AuditTrail trail;
    private final InstantSource time;

    Upkeep(
            TenantDatabase database,
            AuditStore entries,
            CheckpointStore checkpoints,
            RetentionStore retentions,
            AuditTrail trail,
            InstantSource time) {
        this.database = database;
        this.entries = entries;
        this.checkpoints = checkpoints;
        this.retentions = retentions;
        this.trail = trail;
        this.time = time;
    }

    /** Makes a checkpoint of each log that has grown. */
    void checkpoint() {
        if (database.isReady()) {
            checkpoints.grown().forEach(each -> checkpoints.checkpoint(each, time.instant()));
        }
    }

    /** Deletes entries that are older than their organisation keeps them. */
    void forget() {
        if (database.isReady()) {
            retentions.limited().forEach((organization, days) -> {
                try {
                    forget(organization, days);
                } catch (RuntimeException failure) {
                    log.warn("old audit entries of {} can't be deleted now: {}", organization, failure.getMessage());
                }
            });
        }
    }

    private void forget(UUID organization, int days) {
        var bound = time.instant().minus(Duration.ofDays(days));
        var last = entries.lastBefore(organization, bound, AT_ONCE);
        while (last.isPresent()) {
            long sequence = last.get();
            long gone = database.forOrganization(organization.toString(), _ -> {
                var entry = entries.after(organization, sequence - 1, 1).getFirst();
                checkpoints.checkpoint(entry.chained().head(), time.instant());
                long deleted = entries.forget(organization, sequence);
                trail.record(io.machinenativeops.platform.audit.AuditEntry.by(
                                organization.toString(), Actor.system("audit-retention"), AuditConfiguration.FORGOTTEN)
                        .on("audit-log", organization)
                        .with("upTo", sequence)
                        .with("entries", deleted)
                        .now());
                return deleted;
            });
            log.info("{} audit entries of {} up to {} are deleted", gone, organization, sequence);
            last = entries.lastBefore(organization, bound, AT_ONCE);
        }
    }
}
