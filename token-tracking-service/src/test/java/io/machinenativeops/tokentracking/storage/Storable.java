package io.machinenativeops.tokentracking.storage;

import io.machinenativeops.tokentracking.event.RecordedUsage;

/** Whether the table could take what was accepted: what it refuses would be parked, and missing in every sum. */
public final class Storable {

    private Storable() {}

    /** Fails unless every value of the item has a place in its column. */
    public static void demand(RecordedUsage item) {
        UsageRow.ROW.write(new RowBuffer(1_024), item);
    }
}
