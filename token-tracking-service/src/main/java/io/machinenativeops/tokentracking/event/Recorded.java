package io.machinenativeops.tokentracking.event;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * One accepted batch of one organisation: a CloudEvent (1.0, structured JSON), and one entry of a stream.
 *
 * @param <T> what it is a batch of
 * @param id unique for each entry
 * @param time when the batch was taken
 * @param subject the organisation
 */
@JsonPropertyOrder({"specversion", "id", "source", "type", "time", "subject", "datacontenttype", "data"})
public record Recorded<T>(
        String specversion,
        String id,
        String source,
        String type,
        Instant time,
        String subject,
        String datacontenttype,
        Data<T> data) {

    static <T> Recorded<T> of(String type, String id, Instant time, String organizationId, List<T> items) {
        return new Recorded<>(
                "1.0",
                id,
                "/token-tracking",
                type,
                time,
                organizationId,
                "application/json",
                new Data<>(organizationId, items));
    }

    /** The payload; every item belongs to the organisation. */
    @JsonPropertyOrder({"organizationId", "items"})
    public record Data<T>(String organizationId, List<T> items) {

        public Data {
            items = List.copyOf(items);
        }
    }
}
