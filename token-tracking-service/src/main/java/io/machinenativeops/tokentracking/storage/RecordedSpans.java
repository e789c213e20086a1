package io.machinenativeops.tokentracking.storage;

import java.util.List;

import io.machinenativeops.binder.redis.StreamEntry;
import io.machinenativeops.tokentracking.event.RecordedSpan;
import io.machinenativeops.tokentracking.event.SpanRecorded;
import io.machinenativeops.tokentracking.event.SpanRecordedJson;

/** The table of structure spans, fed by {@code span.recorded}. */
final class RecordedSpans extends Table<RecordedSpan> {

    RecordedSpans(ClickHouse clickHouse) {
        super(clickHouse, SpanRow.TABLE, SpanRow.ROW, SpanRow.ORDER, SpanRecorded.TYPE);
    }

    @Override
    List<Place<RecordedSpan>> read(StreamEntry entry) {
        var event = SpanRecordedJson.read(entry.payload());
        return places(
                entry,
                event.data().items(),
                item -> SpanRecordedJson.write(
                        SpanRecorded.of(event.id(), event.time(), event.subject(), List.of(item))));
    }

    @Override
    String describe(RecordedSpan item) {
        return "span '" + item.traceId() + "-" + item.spanId() + "'";
    }
}
