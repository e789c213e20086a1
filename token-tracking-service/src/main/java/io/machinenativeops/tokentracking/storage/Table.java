package io.machinenativeops.tokentracking.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.machinenativeops.binder.redis.StreamEntry;

/** The raw table that the items of one stream go to. */
abstract class Table<T> {

    private static final int USUAL_ROW = 700;

    private final ClickHouse clickHouse;
    private final String name;
    private final String example;
    private final RowColumns<T> columns;
    private final Comparator<T> order;

    /**
     * @param order the table's own, so that the server need not sort
     * @param example type of the event whose contract has an example of its rows
     */
    Table(ClickHouse clickHouse, String name, RowColumns<T> columns, Comparator<T> order, String example) {
        this.clickHouse = clickHouse;
        this.name = name;
        this.example = example;
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

    /**
     * Makes sure that it takes a good row, so that one it refused is at fault itself. The row is that of the contract's example;
     * it goes to a table of the same columns and constraints that keeps nothing.
     *
     * @throws TableFaultException when it does not
     * @throws StoreUnavailableException when that can't be told
     */
    void requireSound() {
        var probe = name + "_probe";
        var database = clickHouse.properties().database();
        clickHouse.execute(
                "CREATE OR REPLACE TABLE %s.%s AS %s.%s ENGINE = Null".formatted(database, probe, database, name));
        var rows = new RowBuffer(USUAL_ROW);
        read(new StreamEntry("0-0", example(), Map.of())).forEach(place -> {
            if (place instanceof Place.Item<T> good) {
                columns.write(rows, good.item());
            }
        });
        try {
            clickHouse.insert(probe, columns.names(), rows.bytes(), rows.length(), "probe");
        } catch (RowsRefusedException fault) {
            throw new TableFaultException(name, fault);
        }
    }

    private byte[] example() {
        var file = "/contracts/" + example + ".example.json";
        try (var in = Table.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is not on the class path");
            }
            return in.readAllBytes();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The places of one entry, whose items are parked in an event of their own. */
    static <T> List<Place<T>> places(StreamEntry entry, List<T> items, Function<T, byte[]> alone) {
        return items.stream()
                .<Place<T>>map(item -> new Place.Item<>(entry.id(), item, () -> alone.apply(item)))
                .toList();
    }
}
