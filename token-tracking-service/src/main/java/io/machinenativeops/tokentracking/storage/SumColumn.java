package io.machinenativeops.tokentracking.storage;

import java.util.stream.Collectors;

import io.machinenativeops.tokentracking.usage.Unit;

/**
 * What is summed over usage, and how: over events, whose signs make corrections cancel out, and over the rollups, which were
 * summed from these. The rollups' view (V2__usage_rollups.sql) says the same as {@link #ofEvents}.
 */
enum SumColumn {
    EVENTS("events", "sum(toInt64(sign))", "sum(t.events)"),
    UNPRICED_EVENTS("unpricedEvents", "sumIf(toInt64(sign), cost IS NULL)", "sum(t.events) - sum(t.priced_events)"),
    ERRORS("errors", "sumIf(toInt64(sign), status = 'error')", "sumIf(t.events, status = 'error')", "sum(t.errors)"),
    INPUT_TOKENS("inputTokens", tokens(allOf(Unit.Side.INPUT)), "sum(t.input_tokens)"),
    CACHE_READ_TOKENS(
            "cacheReadTokens", tokens("in_cache_read + in_audio_cached + in_image_cached"), "sum(t.cache_read_tokens)"),
    CACHE_WRITE_TOKENS(
            "cacheWriteTokens",
            tokens("in_cache_write_5m + in_cache_write_1h + in_cache_write_other"),
            "sum(t.cache_write_tokens)"),
    OUTPUT_TOKENS("outputTokens", tokens(allOf(Unit.Side.OUTPUT)), "sum(t.output_tokens)"),
    REASONING_TOKENS("reasoningTokens", tokens("out_reasoning"), "sum(t.reasoning_tokens)"),
    PRICED_EVENTS("pricedEvents", "sumIf(toInt64(sign), cost IS NOT NULL)", "sum(t.priced_events)"),
    TOTAL_COST("totalCost", "sum(sign * ifNull(cost, 0))", "sum(t.total_cost)"),
    LATENCY_SLOTS("latencySlots", LatencySlots.counts("latency_ms"), "sumMap(t.latency_slots)"),
    FIRST_TOKEN_SLOTS("firstTokenSlots", LatencySlots.counts("time_to_first_token_ms"), "sumMap(t.first_token_slots)");

    private final String key;
    private final String ofEvents;
    private final String ofQuarters;
    private final String ofSummaries;

    SumColumn(String key, String ofEvents, String ofSums) {
        this(key, ofEvents, ofSums, ofSums);
    }

    SumColumn(String key, String ofEvents, String ofQuarters, String ofSummaries) {
        this.key = key;
        this.ofEvents = ofEvents;
        this.ofQuarters = ofQuarters;
        this.ofSummaries = ofSummaries;
    }

    /** The column of an answer. */
    String key() {
        return key;
    }

    String ofEvents() {
        return ofEvents;
    }

    String ofQuarters() {
        return ofQuarters;
    }

    String ofSummaries() {
        return ofSummaries;
    }

    /** The column of a part of an answer, which {@link #ofParts} puts together. */
    String part() {
        return "part_" + key;
    }

    String ofParts() {
        return (this == LATENCY_SLOTS || this == FIRST_TOKEN_SLOTS ? "sumMap(" : "sum(") + part() + ")";
    }

    private static String tokens(String buckets) {
        return "sum(sign * toInt64(" + buckets + "))";
    }

    private static String allOf(Unit.Side side) {
        return UsageRow.TOKEN_COLUMNS.stream()
                .filter(column -> Unit.ofKey(column).orElseThrow().side() == side)
                .collect(Collectors.joining(" + "));
    }
}
