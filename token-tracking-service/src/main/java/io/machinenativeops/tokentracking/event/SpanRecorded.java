package io.machinenativeops.tokentracking.event;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * Structure spans of one accepted export of one organisation: a CloudEvent (1.0, structured JSON) and one entry of the stream
 * {@code span.recorded}. Its contract is {@code docs/contracts/events/token-tracking/span.recorded.v1.schema.json}.
 *
 * @param id unique for each entry
 * @param time when the batch was taken
 * @param subject the organisation
 */
@JsonPropertyOrder({"specversion", "id", "source", "type", "time", "subject", "datacontenttype", "data"})
public record SpanRecorded(
        String specversion,
        String id,
        String source,
        String type,
        Instant time,
        String subject,
        String datacontenttype,
        Data data) {

    /** The stream. */
    public static final String DESTINATION = "span.recorded";

    /** The CloudEvents {@code type}. */
    public static final String TYPE = "span.recorded.v1";

    /** A batch of an organisation. */
    public static SpanRecorded of(String id, Instant time, String organizationId, List<RecordedSpan> items) {
        return new SpanRecorded(
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
    public record Data(String organizationId, List<RecordedSpan> items) {

        public Data {
            items = List.copyOf(items);
        }
    }
}
