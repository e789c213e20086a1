package io.machinenativeops.platform.audit;

/**
 * The way into the audit log. Where the service has a database, the entry is kept in the transaction that this is called in: what
 * was done is in the log, and what was rolled back is not. Where it has none, the entry is in the stream when this returns.
 */
@FunctionalInterface
public interface AuditTrail {

    /** The stream that entries are sent to. */
    String STREAM = "audit.recorded";

    /** The type of its events. */
    String TYPE = "audit.recorded.v1";

    /**
     * Records one entry. Sending it again, with the same id, changes nothing.
     *
     * @throws IllegalArgumentException when the action is not declared, or the entry does not hold what it declares
     * @throws RuntimeException when it can't be kept: then the work must not be done
     */
    void record(AuditEntry entry);
}
