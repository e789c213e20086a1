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
     * Inserts items that all fit the table; a second time under the same token changes nothing.
     *
     * @throws RowsRefusedException when the table does not take a value; nothing was inserted then
     * @throws StoreUnavailableException when it is not known whether the rows were inserted
     */
    void insert(List<RecordedUsage> items, String token) {
        var rows = new RowBuffer(items.size() * USUAL_ROW);
        items.stream().sorted(UsageRow.ORDER).forEach(item -> UsageRow.write(rows, item));
        clickHouse.insert(UsageRow.TABLE, UsageRow.COLUMNS, rows.bytes(), rows.length(), token);
    }
}
