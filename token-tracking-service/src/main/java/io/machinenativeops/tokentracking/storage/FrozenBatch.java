package io.machinenativeops.tokentracking.storage;

import java.util.List;
import java.util.Set;

/**
 * An unfinished batch: what was fixed about it before its first insert, and what happened to it since.
 *
 * @param token the token that all its inserts derive theirs from
 * @param entryIds its entries of the stream, in the order of its rows
 * @param splits the ranges of rows that were refused as a whole and are inserted in halves
 * @param parked places of rows that were parked and are inserted never
 */
record FrozenBatch(String token, List<String> entryIds, Set<RowRange> splits, Set<Integer> parked) {

    FrozenBatch {
        entryIds = List.copyOf(entryIds);
        splits = Set.copyOf(splits);
        parked = Set.copyOf(parked);
    }
}
