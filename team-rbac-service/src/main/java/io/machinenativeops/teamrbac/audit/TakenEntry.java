package io.machinenativeops.teamrbac.audit;

import org.jspecify.annotations.Nullable;

/**
 * An entry that goes into the log.
 *
 * @param message as it came; it is stored beside a flagged entry
 * @param flag why it is not what its action declares; null where it is
 */
@SuppressWarnings("ArrayRecordComponent")
record TakenEntry(
        AuditEntry entry, byte[] message, @Nullable String flag) {}
