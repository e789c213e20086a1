package io.machinenativeops.tokentracking.event;

import java.time.Instant;
import java.util.List;

/**
 * The model calls of one accepted batch of one organisation: an entry of the stream {@code usage.recorded}. Its contract
 * is {@code docs/contracts/events/token-tracking/usage.recorded.v1.schema.json}.
 */
public final class UsageRecorded {

    /** The stream. */
    public static final String DESTINATION = "usage.recorded";

    /** The CloudEvents {@code type}. */
    public static final String TYPE = "usage.recorded.v1";

    private UsageRecorded() {}

    /** A batch of an organisation. */
    public static Recorded<RecordedUsage> of(
            String id, Instant time, String organizationId, List<RecordedUsage> items) {
        return Recorded.of(TYPE, id, time, organizationId, items);
    }
}
