package io.machinenativeops.tokentracking.analysis;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Whether the rollups say what the single events say.
 *
 * @param from start of the first day that was compared, in UTC
 * @param to end of the last
 * @param equal whether every day's sums are the same in all tables
 * @param events how many events there are, by the single events
 * @param differences the first 100 days and groups whose sums are not
 */
record UsageReconciliation(Instant from, Instant to, boolean equal, long events, List<Difference> differences) {

    /**
     * A day on which a rollup says something else.
     *
     * @param events by the single events
     * @param quarters by the quarters of an hour
     * @param days by the days
     * @param rollups what each rollup says that differs from the events, by its name, such as {@code agent_day}
     */
    record Difference(
            Instant day,
            Map<String, @Nullable String> key,
            Measures events,
            Measures quarters,
            Measures days,
            Map<String, Measures> rollups) {}
}
