package io.machinenativeops.tokentracking.trace;

import java.time.Instant;
import java.util.List;

/**
 * What happened in a session.
 *
 * @param start of its first part
 * @param durationMs until the end of its last part
 * @param currency of all costs
 * @param total of the whole session, shown or not
 * @param truncated whether nodes are left out
 * @param traces in the order of their start
 * @param calls those that name no trace, in the order of their start
 */
record SessionTree(
        String sessionId,
        Instant start,
        long durationMs,
        String currency,
        TreeSums total,
        boolean truncated,
        List<TraceTree> traces,
        List<TraceNode> calls) {}
