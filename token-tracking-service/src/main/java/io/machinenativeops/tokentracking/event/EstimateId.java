package io.machinenativeops.tokentracking.event;

/** Names the event that stands for what a span of structure says was used below it. */
public final class EstimateId {

    /** What such ids begin with; the tables tell them by it too. */
    public static final String PREFIX = "estimate:";

    private EstimateId() {}

    /** The id, the same each time. */
    public static String of(String traceId, String spanId) {
        return PREFIX + traceId + "-" + spanId;
    }

    /** Whether an event is an estimate. */
    public static boolean is(String eventId) {
        return eventId.startsWith(PREFIX);
    }
}
