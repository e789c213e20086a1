package io.machinenativeops.tokentracking.estimate;

import org.jspecify.annotations.Nullable;

/**
 * A span of structure, as far as it matters for what counts.
 *
 * @param parentId null for one that stands below nothing that is recorded
 * @param start milliseconds since the epoch
 * @param end null while it is not known
 * @param reports whether it says what was used
 * @param input tokens it says were used; 0 where it says nothing
 * @param output likewise
 */
record TraceSpan(
        String id,
        @Nullable String parentId,
        long start,
        @Nullable Long end,
        boolean reports,
        long input,
        long output) {

    /** Whether it says at least as much as another does. */
    boolean includes(TraceSpan other) {
        return input >= other.input && output >= other.output;
    }
}
