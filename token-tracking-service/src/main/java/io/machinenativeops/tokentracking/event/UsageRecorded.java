package io.machinenativeops.tokentracking.event;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * One accepted batch of one organisation: a CloudEvent (1.0, structured JSON) and one entry of the stream
 * {@code usage.recorded}. Its contract is {@code docs/contracts/events/token-tracking/usage.recorded.v1.schema.json}.
 *
 * @param id unique for each entry
 * @param time when the batch was taken
 * @param subject the organisation
 */
@JsonPropertyOrder({"specversion", "id", "source", "type", "time", "subject", "datacontenttype", "data"})
public record UsageRecorded(
        String specversion,
        String id,
        String source,
        String type,
        Instant time,
        String subject,
        String datacontenttype,
        Data data) {

    /** The stream. */
    public static final String DESTINATION = "usage.recorded";

    /** The CloudEvents {@code type}. */
    public static final String TYPE = "usage.recorded.v1";

    /** A batch of an organisation. */
    public static UsageRecorded of(String id, Instant time, String organizationId, List<RecordedUsage> items) {
        return new UsageRecorded(
                "1.0",
                id,
                "/token-tracking",
                TYPE,
                time,
                organizationId,
                "application/json",
                new Data(organizationId, items));
    }

    /** The payload; every item belongs to the organisation. */
    @JsonPropertyOrder({"organizationId", "items"})
    public record Data(String organizationId, List<RecordedUsage> items) {

        public Data {
            items = List.copyOf(items);
        }
    }
}
