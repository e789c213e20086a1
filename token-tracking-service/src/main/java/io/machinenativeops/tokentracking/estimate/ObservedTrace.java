package io.machinenativeops.tokentracking.estimate;

import java.util.List;
import java.util.Map;

/**
 * What is stored of a trace.
 *
 * @param calls with usage; none are read where no span reports any
 * @param estimates that were ever made, by the id of their event
 */
record ObservedTrace(String id, List<TraceSpan> spans, List<TraceCall> calls, Map<String, Standing> estimates) {

    private static final Standing NEVER = new Standing(0, false);

    /**
     * How an estimate stands.
     *
     * @param revision its newest; 0 when it was never stored
     * @param stands whether it is in the sums
     */
    record Standing(int revision, boolean stands) {}

    Standing standing(Estimate estimate) {
        return estimates.getOrDefault(estimate.eventId(), NEVER);
    }
}
