package io.machinenativeops.tokentracking.analysis;

import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Sums over events.
 *
 * @param events model calls
 * @param unpricedEvents of these, calls without a known price; they are not in the cost
 * @param errors of these, calls that failed
 * @param inputTokens all input, cached included
 * @param outputTokens all output, reasoning included
 * @param cost of the priced calls, exact; null when none is priced
 * @param latencyMs duration of the calls that stated it
 * @param timeToFirstTokenMs of the calls that stated it
 */
record Measures(
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

    static final Measures NONE =
            new Measures(0, 0, 0, 0, 0, 0, 0, 0, null, Percentiles.of(new long[0]), Percentiles.of(new long[0]));

    /** Adds up the sums of rows of an answer. */
    static Measures of(List<JsonNode> rows) {
        var sums = new UsageSums();
        rows.forEach(sums::add);
        return sums.measures();
    }
}
