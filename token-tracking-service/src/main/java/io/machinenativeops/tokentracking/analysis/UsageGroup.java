package io.machinenativeops.tokentracking.analysis;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.machinenativeops.tokentracking.storage.Dimension;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * {@link Measures} of the events that share a key.
 *
 * @param key for each dimension of {@code groupBy} its value; null where the events have none
 */
record UsageGroup(
        Map<String, @Nullable String> key,
        long events,
        long unpricedEvents,
        long errors,
        long inputTokens,
        long cacheReadTokens,
        long cacheWriteTokens,
        long outputTokens,
        long reasoningTokens,
        @Nullable String cost,
        Percentiles latencyMs,
        Percentiles timeToFirstTokenMs) {

    static UsageGroup of(Map<String, @Nullable String> key, Measures sums) {
        return new UsageGroup(
                key,
                sums.events(),
                sums.unpricedEvents(),
                sums.errors(),
                sums.inputTokens(),
                sums.cacheReadTokens(),
                sums.cacheWriteTokens(),
                sums.outputTokens(),
                sums.reasoningTokens(),
                sums.cost(),
                sums.latencyMs(),
                sums.timeToFirstTokenMs());
    }

    /** Reads a group from a row whose columns {@code k0}, {@code k1}… are its key. */
    static UsageGroup of(List<Dimension> keys, JsonNode row) {
        return of(key(keys, row), Measures.of(List.of(row)));
    }

    /** The key of a row. */
    static Map<String, @Nullable String> key(List<Dimension> keys, JsonNode row) {
        var key = new LinkedHashMap<String, @Nullable String>();
        for (int i = 0; i < keys.size(); i++) {
            var value = row.path("k" + i).asString();
            key.put(keys.get(i).name(), value.isEmpty() ? null : value);
        }
        return key;
    }
}
