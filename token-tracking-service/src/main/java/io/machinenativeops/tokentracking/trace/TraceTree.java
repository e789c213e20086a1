package io.machinenativeops.tokentracking.trace;

import java.time.Instant;
import java.util.List;

/**
 * What happened in a trace.
 *
 * @param start of its first part
 * @param durationMs until the end of its last part
 * @param status {@code error} when a root failed
 * @param currency of all costs
 * @param total of the whole trace, shown or not
 * @param truncated whether nodes are left out
 * @param roots usually one
 */
record TraceTree(
        String traceId,
        Instant start,
        long durationMs,
        String status,
        String currency,
        TreeSums total,
        boolean truncated,
        List<TraceNode> roots) {}
