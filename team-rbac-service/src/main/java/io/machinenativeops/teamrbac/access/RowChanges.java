package io.machinenativeops.teamrbac.access;

import java.util.List;

import io.machinenativeops.teamrbac.permission.TenantRow;

/**
 * What became of an organisation's rows after a revision, read in one transaction.
 *
 * @param from every row changed after this revision is in one of the lists
 * @param to the revision as of which the lists are
 * @param put rows that are new or changed, as they are now
 * @param removed rows that are gone, as they last were
 */
public record RowChanges(long from, long to, List<TenantRow> put, List<TenantRow> removed) {

    public RowChanges {
        if (from > to) {
            throw new IllegalArgumentException(
                    "changes from revision " + from + " to " + to + ": expected to go forward");
        }
        put = List.copyOf(put);
        removed = List.copyOf(removed);
    }
}
