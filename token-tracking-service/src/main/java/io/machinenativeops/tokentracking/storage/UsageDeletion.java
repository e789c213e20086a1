package io.machinenativeops.tokentracking.storage;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** Deletes old usage, from the rollups as from the events. */
public final class UsageDeletion {

    private static final List<Grain> ONE_OF_EACH_TABLE = List.of(Grain.EVENT, Grain.QUARTER, Grain.DAY);

    private final ClickHouse clickHouse;
    private final Schema schema;

    UsageDeletion(ClickHouse clickHouse, Schema schema) {
        this.clickHouse = clickHouse;
        this.schema = schema;
    }

    /**
     * Deletes what an organisation used before a day (UTC); a second time deletes nothing. It is out of every answer when this
     * returns, and off the disk when its part of the table is merged.
     *
     * @throws StoreUnavailableException when it is not known whether all was deleted
     */
    public void deleteBefore(String organizationId, LocalDate day) {
        requireTables();
        var moment = day.atStartOfDay(ZoneOffset.UTC).toInstant();
        for (var grain : ONE_OF_EACH_TABLE) {
            var deletion = TenantQuery.deletion(organizationId, grain, moment);
            clickHouse.execute(deletion.sql(clickHouse.properties().database()), deletion.parameters());
        }
    }

    /** Frees the disk of what was deleted, also where nothing is merged any more. */
    public void reclaim() {
        requireTables();
        for (var grain : ONE_OF_EACH_TABLE) {
            clickHouse.execute(
                    "ALTER TABLE " + clickHouse.properties().database() + "." + grain.table() + " APPLY DELETED MASK");
        }
    }

    private void requireTables() {
        if (!schema.ready()) {
            throw new StoreUnavailableException("The tables are not there yet: " + schema.problem(), null);
        }
    }
}
