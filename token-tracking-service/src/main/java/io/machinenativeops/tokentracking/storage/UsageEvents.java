package io.machinenativeops.tokentracking.storage;

import java.util.List;

import io.machinenativeops.tokentracking.event.RecordedUsage;

/** Inserts rows into the raw table. */
class UsageEvents {

    private static final int USUAL_ROW = 700;

    private final ClickHouse clickHouse;

    UsageEvents(ClickHouse clickHouse) {
        this.clickHouse = clickHouse;
    }

    /**
     * Inserts items; a second time under the same token changes nothing.
     *
     * @throws RowsRefusedException when the table does not take a value; nothing was inserted then
     * @throws StoreUnavailableException when it is not known whether the rows were inserted
     */
    void insert(List<RecordedUsage> items, String token) {
        var rows = new RowBuffer(items.size() * USUAL_ROW);
        for (var item : items.stream().sorted(UsageRow.ORDER).toList()) {
            try {
                UsageRow.write(rows, item);
            } catch (ArithmeticException impossible) {
                throw new RowsRefusedException(
                        "No column holds a value of event '" + item.eventId() + "': " + impossible.getMessage(),
                        impossible);
            }
        }
        clickHouse.insert(UsageRow.TABLE, UsageRow.COLUMNS, rows.bytes(), rows.length(), token);
    }
}
