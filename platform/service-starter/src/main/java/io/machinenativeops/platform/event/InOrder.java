package io.machinenativeops.platform.event;

import io.machinenativeops.platform.tenancy.TenantDatabase;

/**
 * Leaves out what was seen: an event that comes again, or after a newer one of its subject. What was seen last is written in the
 * transaction of the work that the event causes, so that both are done, or neither.
 */
public final class InOrder {

    private final TenantDatabase database;

    InOrder(TenantDatabase database) {
        this.database = database;
    }

    /**
     * Whether the event is newer than all that were seen of its source and subject. It counts as seen once the transaction that
     * this is called in is committed; another transaction that asks for the same subject waits until then.
     *
     * @throws IllegalStateException in no transaction
     * @throws IllegalArgumentException for an event without a number
     */
    public boolean isNew(String stream, IncomingEvent event) {
        var sequence = event.sequence();
        if (sequence == null) {
            throw new IllegalArgumentException("event " + event.id() + " of " + stream + " has no sequence");
        }
        return database.inside(jdbc -> jdbc.sql("SELECT event_is_new(?, ?, ?, ?)")
                .params(stream, event.source(), event.subject(), sequence)
                .query(Boolean.class)
                .single());
    }
}
