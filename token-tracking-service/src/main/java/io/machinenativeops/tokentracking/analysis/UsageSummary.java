package io.machinenativeops.tokentracking.analysis;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Sums of a range.
 *
 * @param total of all events, also of groups on other pages
 * @param groups ordered as asked, else by their keys; empty when nothing is grouped
 * @param nextCursor for the page after this one; null on the last
 */
record UsageSummary(
        Instant from,
        Instant to,
        String timezone,
        String currency,
        Measures total,
        List<UsageGroup> groups,
        @Nullable String nextCursor) {}
