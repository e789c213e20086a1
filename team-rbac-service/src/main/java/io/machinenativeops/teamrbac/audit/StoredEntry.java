package io.machinenativeops.teamrbac.audit;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * An entry as it stands in the log.
 *
 * @param recordedAt when it was taken
 * @param flag why it is not what its action declares: {@code unknown-action} or {@code unfit}
 */
record StoredEntry(
        ChainedEntry chained, Instant recordedAt, @Nullable String flag) {}
