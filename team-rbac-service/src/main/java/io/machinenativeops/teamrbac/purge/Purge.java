package io.machinenativeops.teamrbac.purge;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

import io.machinenativeops.platform.audit.AuditEntry;
import io.machinenativeops.platform.audit.AuditTrail;
import io.machinenativeops.platform.tenancy.TenantDatabase;
import io.machinenativeops.teamrbac.identity.IdentityChanges;
import io.machinenativeops.teamrbac.permission.Scope;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what was deleted long ago, a little in each transaction. Several replicas may do it at once: the lock of an
 * organisation's revision lets one after the other look for what is left.
 */
final class Purge {

    static final String CLEARED = "organization.cleared";
    static final String PURGED = "organization.purged";

    private static final Logger log = LoggerFactory.getLogger(Purge.class);
    private static final int ORGANIZATIONS_AT_ONCE = 100;
    private static final int ROWS_AT_ONCE = 200;
    private static final int ENTRIES_AT_ONCE = 5_000;
    private static final AuditEntry.Actor ACTOR = AuditEntry.Actor.system("purge");

    private final TenantDatabase database;
    private final DeletedRows rows;
    private final IdentityChanges changes;
    private final AuditTrail trail;
    private final Duration after;
    private final InstantSource time;

    Purge(
            TenantDatabase database,
            DeletedRows rows,
            IdentityChanges changes,
            AuditTrail trail,
            Duration after,
            InstantSource time) {
        this.database = database;
        this.rows = rows;
        this.changes = changes;
        this.trail = trail;
        this.after = after;
        this.time = time;
    }

    /** Goes through all organisations. One that fails keeps no other from its turn. */
    void run() {
        if (!database.isReady()) {
            return;
        }
        var before = time.instant().minus(after);
        rows.deletedOrganizations(before).forEach(each -> attempt(each, () -> purge(each, before)));
        var last = "";
        for (var page = rows.organizations(before, last, ORGANIZATIONS_AT_ONCE);
                !page.isEmpty();
                page = rows.organizations(before, last, ORGANIZATIONS_AT_ONCE)) {
            page.forEach(each -> attempt(each, () -> clear(each, before)));
            last = page.getLast();
        }
    }

    private static void attempt(String organization, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException failure) {
            log.warn("what was deleted of {} can't be removed now: {}", organization, failure.getMessage());
        }
    }

    /** Removes what was deleted in an organisation that is there. */
    private void clear(String organization, Instant before) {
        int gone;
        do {
            gone = changes.change(organization, change -> {
                int removed = rows.purge(change, before, ROWS_AT_ONCE);
                if (removed > 0) {
                    trail.record(AuditEntry.by(organization, ACTOR, CLEARED)
                            .on("organization", organization)
                            .with("rows", removed)
                            .with("deletedBefore", before.toString())
                            .now());
                }
                return removed;
            });
        } while (gone > 0);
    }

    /** Removes an organisation, with its audit log; so it stands in that of the platform that it was. */
    private void purge(String organization, Instant before) {
        long entries = 0;
        long part;
        do {
            part = database.<Long>forOrganization(
                    organization, _ -> rows.lockDeleted(before) ? rows.purgeLog(ENTRIES_AT_ONCE) : 0L);
            entries += part;
        } while (part == ENTRIES_AT_ONCE);
        long log = entries;
        database.forOrganization(organization, _ -> {
            if (!rows.lockDeleted(before)) {
                return 0;
            }
            var name = rows.name();
            int gone = rows.purgeAll();
            trail.record(AuditEntry.by(Scope.NO_ORGANIZATION, ACTOR, PURGED)
                    .on("organization", organization, name)
                    .with("rows", gone)
                    .with("entries", log)
                    .with("deletedBefore", before.toString())
                    .now());
            Purge.log.info("the organisation {} is gone for good: {} rows, {} audit entries", organization, gone, log);
            return gone;
        });
    }
}
