package io.machinenativeops.tokentracking.storage;

import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

import io.machinenativeops.binder.redis.StreamEntry;

/** The raw table that the items of one stream go to. */
abstract class Table<T> {

    private static final int USUAL_ROW = 700;

    private final ClickHouse clickHouse;
    private final String name;
    private final RowColumns<T> columns;
    private final Comparator<T> order;

    /**
     * @param order the table's own, so that the server need not sort
     */
    Table(ClickHouse clickHouse, String name, RowColumns<T> columns, Comparator<T> order) {
        this.clickHouse = clickHouse;
        this.name = name;
        this.columns = columns;
        this.order = order;
    }

    /** The items of an entry, in order; it throws when the entry is none of this stream. */
    abstract List<Place<T>> read(StreamEntry entry);

    /** What people call an item. */
    abstract String describe(T item);

    /**
     * Inserts items; a second time under the same token changes nothing.
     *
     * @throws RowsRefusedException when the table does not take a value; nothing was inserted then
     * @throws StoreUnavailableException when it is not known whether the rows were inserted
     */
    void insert(List<T> items, String token) {
        var rows = new RowBuffer(items.size() * USUAL_ROW);
        for (var item : items.stream().sorted(order).toList()) {
            try {
                columns.write(rows, item);
            } catch (ArithmeticException impossible) {
                throw new RowsRefusedException(
                        "No column holds a value of " + describe(item) + ": " + impossible.getMessage(), impossible);
            }
        }
        clickHouse.insert(name, columns.names(), rows.bytes(), rows.length(), token);
    }

    /** The places of one entry, whose items are parked in an event of their own. */
    static <T> List<Place<T>> places(StreamEntry entry, List<T> items, Function<T, byte[]> alone) {
        return items.stream()
                .<Place<T>>map(item -> new Place.Item<>(entry.id(), item, () -> alone.apply(item)))
                .toList();
    }
}
