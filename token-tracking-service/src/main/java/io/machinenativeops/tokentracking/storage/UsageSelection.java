package io.machinenativeops.tokentracking.storage;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which events a question is about.
 *
 * @param scope what the caller may see
 * @param from start, included
 * @param to end, excluded
 * @param filters for each dimension the values of which an event has one; {@code ""} stands for none
 */
public record UsageSelection(TenantScope scope, Instant from, Instant to, Map<Dimension, List<String>> filters) {

    public UsageSelection {
        filters = Map.copyOf(filters);
    }

    /** What must be told apart to take it out of sums: the filters, and what the caller may see a part of. */
    public Set<Dimension> dimensions() {
        var dimensions = new HashSet<>(filters.keySet());
        if (!scope.everything()) {
            dimensions.add(new Dimension("team", Dimension.Kind.TEAM, ""));
            dimensions.add(new Dimension("project", Dimension.Kind.PROJECT, ""));
        }
        return dimensions;
    }
}
