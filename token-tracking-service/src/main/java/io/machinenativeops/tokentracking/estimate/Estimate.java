package io.machinenativeops.tokentracking.estimate;

import io.machinenativeops.tokentracking.event.EstimateId;

/** What stands for the usage that one span reports. */
record Estimate(String organizationId, String traceId, String spanId) {

    String eventId() {
        return EstimateId.of(traceId, spanId);
    }
}
