package io.machinenativeops.tokentracking.analysis;

import java.math.BigDecimal;

import io.machinenativeops.tokentracking.storage.LatencySlots;
import tools.jackson.databind.JsonNode;

/** Adds up rows of the store's answer; sums of sums are exact, latencies included, because their counts are added. */
final class UsageSums {

    private long events;
    private long pricedEvents;
    private long unpricedEvents;
    private long errors;
    private long inputTokens;
    private long cacheReadTokens;
    private long cacheWriteTokens;
    private long outputTokens;
    private long reasoningTokens;
    private BigDecimal cost = BigDecimal.ZERO;
    private final long[] latencySlots = new long[LatencySlots.COUNT];
    private final long[] firstTokenSlots = new long[LatencySlots.COUNT];

    UsageSums add(JsonNode row) {
        events += row.path("events").asLong();
        pricedEvents += row.path("pricedEvents").asLong();
        unpricedEvents += row.path("unpricedEvents").asLong();
        errors += row.path("errors").asLong();
        inputTokens += row.path("inputTokens").asLong();
        cacheReadTokens += row.path("cacheReadTokens").asLong();
        cacheWriteTokens += row.path("cacheWriteTokens").asLong();
        outputTokens += row.path("outputTokens").asLong();
        reasoningTokens += row.path("reasoningTokens").asLong();
        var more = Decimals.value(row.path("totalCost"));
        cost = more == null ? cost : cost.add(more);
        count(latencySlots, row.path("latencySlots"));
        count(firstTokenSlots, row.path("firstTokenSlots"));
        return this;
    }

    Measures measures() {
        return new Measures(
                events,
                unpricedEvents,
                errors,
                inputTokens,
                cacheReadTokens,
                cacheWriteTokens,
                outputTokens,
                reasoningTokens,
                pricedEvents == 0 ? null : Decimals.text(cost),
                Percentiles.of(latencySlots),
                Percentiles.of(firstTokenSlots));
    }

    private static void count(long[] counts, JsonNode slots) {
        slots.properties()
                .forEach(slot -> counts[Integer.parseInt(slot.getKey())] +=
                        slot.getValue().asLong());
    }
}
