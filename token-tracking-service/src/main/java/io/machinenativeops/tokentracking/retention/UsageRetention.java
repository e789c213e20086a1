package io.machinenativeops.tokentracking.retention;

import java.time.Instant;
import java.time.LocalDate;

import org.jspecify.annotations.Nullable;

/**
 * How long an organisation keeps its usage.
 *
 * @param days whole days (UTC) that are kept besides the current one; null for ever
 * @param deletedBefore usage of the days before this one was deleted, single events and sums alike; null when none was yet
 * @param changedAt when this was set; null when it never was
 */
record UsageRetention(
        @Nullable Integer days,
        @Nullable LocalDate deletedBefore,
        @Nullable Instant changedAt,
        @Nullable String changedBy) {

    static final UsageRetention FOR_EVER = new UsageRetention(null, null, null, null);
}
