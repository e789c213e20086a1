package io.machinenativeops.tokentracking.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/** How an item of a stream becomes a row of a table: its columns in their order, each with what it takes of the item. */
final class RowColumns<T> {

    private final List<String> names = new ArrayList<>();
    private final List<BiConsumer<RowBuffer, T>> writers = new ArrayList<>();

    /** A column of text; null is stored as the empty text. */
    RowColumns<T> text(String name, Function<T, @Nullable String> value) {
        return column(name, (buffer, item) -> buffer.text(value.apply(item)));
    }

    RowColumns<T> column(String name, BiConsumer<RowBuffer, T> writer) {
        names.add(name);
        writers.add(writer);
        return this;
    }

    List<String> names() {
        return List.copyOf(names);
    }

    /**
     * Appends a row.
     *
     * @throws ArithmeticException when a number has no place in its column; the buffer is of no use then
     */
    void write(RowBuffer buffer, T item) {
        for (var writer : writers) {
            writer.accept(buffer, item);
        }
    }
}
