package io.machinenativeops.tokentracking.event;

import java.time.Instant;
import java.util.List;

import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectReader;

/** The JSON form of {@link SpanRecorded}: whole, and in the parts from which an entry is put together. */
public final class SpanRecordedJson {

    private static final ObjectReader READER = EntryJson.reader(new TypeReference<Recorded<RecordedSpan>>() {});

    private SpanRecordedJson() {}

    /** The whole event. */
    public static byte[] write(Recorded<RecordedSpan> event) {
        return EntryJson.write(event);
    }

    /**
     * Reads an event; fields of later producers are ignored.
     *
     * @throws tools.jackson.core.JacksonException when it is not such an event
     */
    public static Recorded<RecordedSpan> read(byte[] event) {
        return READER.readValue(event);
    }

    /** One item as it stands between {@link #before} and {@link #after}. */
    public static byte[] item(RecordedSpan item) {
        return EntryJson.write(item);
    }

    /** The event up to its first item. */
    public static byte[] before(String id, Instant time, String organizationId) {
        return EntryJson.before(SpanRecorded.of(id, time, organizationId, List.of()));
    }

    /** What stands between two items. */
    public static byte[] between() {
        return EntryJson.between();
    }

    /** The event from the end of its last item. */
    public static byte[] after() {
        return EntryJson.after();
    }
}
