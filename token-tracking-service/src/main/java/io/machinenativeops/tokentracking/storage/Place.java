package io.machinenativeops.tokentracking.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.machinenativeops.binder.redis.StreamEntry;

/** One row-to-be of a batch, counted through its entries in their order. */
sealed interface Place<T> {

    /** The entry it comes from. */
    String entryId();

    /** What is parked when it can't be stored: an event of the stream that holds this alone. */
    byte[] payload();

    /** An item that was read. */
    record Item<T>(String entryId, T item, Supplier<byte[]> alone) implements Place<T> {

        @Override
        public byte[] payload() {
            return alone.get();
        }
    }

    /** An entry that is no event of ours. */
    @SuppressWarnings("ArrayRecordComponent")
    record Garbage<T>(String entryId, byte[] payload, String cause) implements Place<T> {}

    /** The places of entries, in order. */
    static <T> List<Place<T>> of(Table<T> table, List<StreamEntry> entries) {
        var places = new ArrayList<Place<T>>();
        for (var entry : entries) {
            places.addAll(of(table, entry));
        }
        return places;
    }

    /** The places of an entry, in order. */
    static <T> List<Place<T>> of(Table<T> table, StreamEntry entry) {
        try {
            return table.read(entry);
        } catch (RuntimeException unreadable) {
            return List.of(new Garbage<>(entry.id(), entry.payload(), String.valueOf(unreadable.getMessage())));
        }
    }
}
