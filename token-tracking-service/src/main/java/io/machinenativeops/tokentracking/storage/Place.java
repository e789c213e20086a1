package io.machinenativeops.tokentracking.storage;

import java.util.ArrayList;
import java.util.List;

import io.machinenativeops.binder.redis.StreamEntry;
import io.machinenativeops.tokentracking.event.RecordedUsage;
import io.machinenativeops.tokentracking.event.UsageRecorded;
import io.machinenativeops.tokentracking.event.UsageRecordedJson;

/** One row-to-be of a batch, counted through its entries in their order. */
sealed interface Place {

    /** The entry it comes from. */
    String entryId();

    /** What is parked when it can't be stored: an event of the stream that holds this alone. */
    byte[] payload();

    /** An item that was read. */
    record Item(String entryId, UsageRecorded event, RecordedUsage item) implements Place {

        @Override
        public byte[] payload() {
            return UsageRecordedJson.write(UsageRecorded.of(event.id(), event.time(), event.subject(), List.of(item)));
        }
    }

    /** An entry that is no event of ours. */
    @SuppressWarnings("ArrayRecordComponent")
    record Garbage(String entryId, byte[] payload, String cause) implements Place {}

    /** The places of entries, in order. */
    static List<Place> of(List<StreamEntry> entries) {
        var places = new ArrayList<Place>();
        for (var entry : entries) {
            places.addAll(of(entry));
        }
        return places;
    }

    /** The places of an entry, in order. */
    static List<Place> of(StreamEntry entry) {
        try {
            var event = UsageRecordedJson.read(entry.payload());
            return event.data().items().stream()
                    .<Place>map(item -> new Item(entry.id(), event, item))
                    .toList();
        } catch (RuntimeException unreadable) {
            return List.of(new Garbage(entry.id(), entry.payload(), String.valueOf(unreadable.getMessage())));
        }
    }
}
