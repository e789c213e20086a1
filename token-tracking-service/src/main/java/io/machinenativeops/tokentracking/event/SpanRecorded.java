package io.machinenativeops.tokentracking.event;

import java.time.Instant;
import java.util.List;

/**
 * The structure spans of one accepted export of one organisation: an entry of the stream {@code span.recorded}. Its contract
 * is {@code docs/contracts/events/token-tracking/span.recorded.v1.schema.json}.
 */
public final class SpanRecorded {

    /** The stream. */
    public static final String DESTINATION = "span.recorded";

    /** The CloudEvents {@code type}. */
    public static final String TYPE = "span.recorded.v1";

    private SpanRecorded() {}

    /** A batch of an organisation. */
    public static Recorded<RecordedSpan> of(String id, Instant time, String organizationId, List<RecordedSpan> items) {
        return Recorded.of(TYPE, id, time, organizationId, items);
    }
}
