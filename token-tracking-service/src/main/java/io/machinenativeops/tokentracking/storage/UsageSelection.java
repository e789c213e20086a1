package io.machinenativeops.tokentracking.storage;

import java.time.Instant;
import java.util.List;
import java.util.Map;

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
}
