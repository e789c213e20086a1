package io.machinenativeops.tokentracking.storage;

import java.util.List;

import io.machinenativeops.binder.redis.StreamEntry;
import io.machinenativeops.tokentracking.event.RecordedUsage;
import io.machinenativeops.tokentracking.event.UsageRecorded;
import io.machinenativeops.tokentracking.event.UsageRecordedJson;

/** The table of model calls, fed by {@code usage.recorded}. */
class UsageEvents extends Table<RecordedUsage> {

    UsageEvents(ClickHouse clickHouse) {
        super(clickHouse, UsageRow.TABLE, UsageRow.ROW, UsageRow.ORDER, UsageRecorded.TYPE);
    }

    @Override
    List<Place<RecordedUsage>> read(StreamEntry entry) {
        var event = UsageRecordedJson.read(entry.payload());
        return places(
                entry,
                event.data().items(),
                item -> UsageRecordedJson.write(
                        UsageRecorded.of(event.id(), event.time(), event.subject(), List.of(item))));
    }

    @Override
    String describe(RecordedUsage item) {
        return "event '" + item.eventId() + "'";
    }
}
