package io.machinenativeops.tokentracking.analysis;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.machinenativeops.tokentracking.storage.StoredRow;
import io.machinenativeops.tokentracking.usage.Unit;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import static io.machinenativeops.tokentracking.storage.StoredRow.number;
import static io.machinenativeops.tokentracking.storage.StoredRow.text;

/**
 * One model call as it stands now.
 *
 * @param revision 1 as first sent; more after corrections
 * @param apiKey id of the key it was sent with
 * @param usageStatus {@code final}, {@code partial} or {@code estimated}
 * @param dialect how the provider's usage object was read
 * @param buckets quantities by unit, without zeros; token buckets never overlap
 * @param cost exact, a decimal without exponent; null when it is unpriced
 * @param reportedCost what a provider or proxy said it cost
 * @param flags what was odd in counting or pricing
 * @param rawUsage the provider's usage object as it was sent; only where one event is asked for
 */
record StoredEvent(
        String eventId,
        int revision,
        Instant occurredAt,
        Instant receivedAt,
        @Nullable String team,
        @Nullable String project,
        @Nullable String environment,
        @Nullable String agent,
        @Nullable String user,
        @Nullable String apiKey,
        Map<String, String> tags,
        String provider,
        String model,
        @Nullable String requestModel,
        @Nullable String operation,
        String status,
        @Nullable String errorType,
        @Nullable String serviceTier,
        @Nullable String region,
        @Nullable String responseId,
        @Nullable PromptVersion prompt,
        @Nullable Long latencyMs,
        @Nullable Long timeToFirstTokenMs,
        @Nullable String sessionId,
        @Nullable String traceId,
        @Nullable String spanId,
        @Nullable String parentSpanId,
        String usageStatus,
        String dialect,
        Map<String, BigDecimal> buckets,
        long inputTokens,
        long outputTokens,
        @Nullable String cost,
        String currency,
        @Nullable String priceVersion,
        @Nullable ReportedCost reportedCost,
        @Nullable String reservationId,
        List<String> flags,

        @JsonRawValue
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(
                types = "object",
                additionalProperties = Schema.AdditionalPropertiesValue.TRUE,
                description = "The provider's usage object as it was sent; only where one event is asked for.")
        @Nullable
        String rawUsage) {

    /** The prompt of a call. */
    record PromptVersion(String name, @Nullable String version) {}

    /** What a provider or proxy said the call cost. */
    record ReportedCost(String amount, String currency) {}

    /** Reads a row of the store. */
    static StoredEvent of(JsonNode row) {
        var occurredAt = Instant.ofEpochMilli(row.path("occurred_ms").asLong());
        var buckets = buckets(row);
        return new StoredEvent(
                row.path("event_id").asString(),
                row.path("revision").asInt(),
                occurredAt,
                occurredAt.plusMillis(row.path("received_after_ms").asLong()),
                text(row, "team_id"),
                text(row, "project_id"),
                text(row, "environment"),
                text(row, "agent"),
                text(row, "user_id"),
                text(row, "api_key_id"),
                StoredRow.tags(row),
                row.path("provider").asString(),
                row.path("model").asString(),
                text(row, "request_model"),
                text(row, "operation"),
                row.path("status").asString(),
                text(row, "error_type"),
                text(row, "service_tier"),
                text(row, "region"),
                text(row, "response_id"),
                prompt(row),
                number(row, "latency_ms"),
                number(row, "time_to_first_token_ms"),
                text(row, "session_id"),
                text(row, "trace_id"),
                text(row, "span_id"),
                text(row, "parent_span_id"),
                row.path("usage_status").asString(),
                row.path("dialect").asString(),
                buckets,
                tokens(buckets, Unit.Side.INPUT),
                tokens(buckets, Unit.Side.OUTPUT),
                Decimals.text(row.path("cost")),
                row.path("currency").asString(),
                text(row, "price_version"),
                reported(row),
                text(row, "reservation_id"),
                row.path("flags").valueStream().map(JsonNode::asString).toList(),
                text(row, "raw_usage"));
    }

    private static Map<String, BigDecimal> buckets(JsonNode row) {
        var buckets = new LinkedHashMap<String, BigDecimal>();
        for (var unit : Unit.values()) {
            var quantity = row.path(unit.key());
            if (unit.kind() == Unit.Kind.TOKENS && quantity.asLong() != 0) {
                buckets.put(unit.key(), BigDecimal.valueOf(quantity.asLong()));
            }
        }
        row.path("other_units").properties().forEach(unit -> {
            var quantity = Decimals.value(unit.getValue());
            if (quantity != null) {
                buckets.put(unit.getKey(), new BigDecimal(Decimals.text(quantity)));
            }
        });
        return buckets;
    }

    private static long tokens(Map<String, BigDecimal> buckets, Unit.Side side) {
        return buckets.entrySet().stream()
                .filter(bucket -> Unit.ofKey(bucket.getKey())
                        .filter(unit -> unit.kind() == Unit.Kind.TOKENS && unit.side() == side)
                        .isPresent())
                .mapToLong(bucket -> bucket.getValue().longValue())
                .sum();
    }

    private static @Nullable PromptVersion prompt(JsonNode row) {
        var name = text(row, "prompt_name");
        return name == null ? null : new PromptVersion(name, text(row, "prompt_version"));
    }

    private static @Nullable ReportedCost reported(JsonNode row) {
        var amount = Decimals.text(row.path("reported_cost"));
        return amount == null
                ? null
                : new ReportedCost(amount, row.path("reported_currency").asString());
    }
}
