package io.machinenativeops.teamrbac.audit;

import io.machinenativeops.platform.tenancy.TenantDatabase;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Messages that are kept apart: how many, and each start another try, since a newer version may know what they are. */
final class UnreadMessages {

    private static final Logger log = LoggerFactory.getLogger(UnreadMessages.class);

    private final TenantDatabase database;
    private final AuditLog entries;
    private final AuditStore store;
    private volatile long count;
    private boolean tried;

    UnreadMessages(TenantDatabase database, AuditLog entries, AuditStore store, MeterRegistry meters) {
        this.database = database;
        this.entries = entries;
        this.store = store;
        Gauge.builder("mno.audit.unread", () -> count)
                .description("Messages that are no entry of any organisation")
                .register(meters);
    }

    /** Not at the same time as another call. */
    void look() {
        if (!database.isReady()) {
            return;
        }
        if (!tried) {
            int taken = entries.takeUnread();
            tried = true;
            if (taken > 0) {
                log.info("{} messages that were kept apart are in the audit log now", taken);
            }
        }
        count = store.countUnread();
    }
}
