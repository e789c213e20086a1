package io.machinenativeops.teamrbac.access;

import java.util.List;
import java.util.UUID;

import io.machinenativeops.teamrbac.permission.TenantRow;

/**
 * All rows of one organisation, read in one transaction.
 *
 * @param revision of the organisation, in the same transaction
 */
public record TenantRows(UUID organization, long revision, List<TenantRow> rows) {

    public TenantRows {
        rows = List.copyOf(rows);
    }
}
