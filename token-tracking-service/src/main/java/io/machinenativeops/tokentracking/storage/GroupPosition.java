package io.machinenativeops.tokentracking.storage;

import java.util.List;

/**
 * Where a group stands in an order of groups.
 *
 * @param value of what they are ordered by, as the answer has it; empty where that is the keys alone
 * @param keys values of its keys; {@code ""} stands for none
 */
public record GroupPosition(String value, List<String> keys) {

    public GroupPosition {
        keys = List.copyOf(keys);
    }
}
