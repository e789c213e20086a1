package io.machinenativeops.teamrbac.access;

import java.util.Optional;
import java.util.UUID;

/** Where indexes come from: the store of organisations. */
public interface IndexSource {

    /** All rows of an organisation and its revision, from one snapshot. An unknown one has no rows and revision 0. */
    TenantRows load(UUID organization);

    /**
     * What became of the rows after a revision, and the revision now, from one snapshot; both lists may be empty.
     *
     * @return empty if rows that are gone since can't be told any more: then all is loaded anew
     */
    Optional<RowChanges> changes(UUID organization, long from);
}
