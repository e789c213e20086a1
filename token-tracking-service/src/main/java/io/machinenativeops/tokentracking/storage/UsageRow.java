package io.machinenativeops.tokentracking.storage;

import java.math.BigDecimal;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.machinenativeops.tokentracking.event.RecordedUsage;
import io.machinenativeops.tokentracking.usage.Unit;
import org.jspecify.annotations.Nullable;

/** How an item of the stream becomes a row of {@code usage_events}. */
final class UsageRow {

    static final String TABLE = "usage_events";

    /** Token buckets have a column each; what else is counted stands in a map, for it is rare. */
    static final List<String> TOKEN_COLUMNS = Stream.of(Unit.values())
            .filter(unit -> unit.kind() == Unit.Kind.TOKENS)
            .map(Unit::key)
            .toList();

    /** Digits after the point of money and of quantities. */
    private static final int SCALE = 12;

    private static final long SECONDS_AN_HOUR = 3_600;

    private static final Set<String> TOKENS = Set.copyOf(TOKEN_COLUMNS);
    static final RowColumns<RecordedUsage> ROW = row();

    /** The table's own order, so that the server need not sort. */
    static final Comparator<RecordedUsage> ORDER = Comparator.<RecordedUsage, String>comparing(
                    item -> item.origin().organizationId())
            .thenComparingLong(item -> Math.floorDiv(item.occurredAt().getEpochSecond(), SECONDS_AN_HOUR))
            .thenComparing(item -> item.call().provider())
            .thenComparing(item -> item.call().model())
            .thenComparing(item -> orEmpty(item.origin().agent()))
            .thenComparing(RecordedUsage::occurredAt)
            .thenComparing(RecordedUsage::eventId)
            .thenComparingInt(RecordedUsage::revision)
            .thenComparingInt(RecordedUsage::sign);

    private UsageRow() {}

    private static RowColumns<RecordedUsage> row() {
        var row = new RowColumns<RecordedUsage>();
        row.text("org_id", item -> item.origin().organizationId());
        row.text("event_id", RecordedUsage::eventId);
        row.column("revision", (buffer, item) -> buffer.int32(item.revision()));
        row.column("sign", (buffer, item) -> buffer.int8(item.sign()));
        row.text("fingerprint", RecordedUsage::fingerprint);
        row.column("occurred_at", (buffer, item) -> buffer.millis(item.occurredAt()));
        row.column(
                "received_after_ms",
                (buffer, item) -> buffer.int64(item.occurredAt().until(item.receivedAt(), ChronoUnit.MILLIS)));
        row.text("team_id", item -> item.origin().teamId());
        row.text("project_id", item -> item.origin().projectId());
        row.text("environment", item -> item.origin().environment());
        row.text("agent", item -> item.origin().agent());
        row.text("user_id", item -> item.origin().user());
        row.text("api_key_id", item -> item.origin().apiKeyId());
        row.column("tags", (buffer, item) -> tags(buffer, item.origin().tags()));
        row.text("provider", item -> item.call().provider());
        row.text("model", item -> item.call().model());
        row.text("request_model", item -> item.call().requestModel());
        row.text("operation", item -> item.call().operation());
        row.text("status", item -> item.call().status());
        row.text("error_type", item -> item.call().errorType());
        row.text("service_tier", item -> item.call().serviceTier());
        row.text("region", item -> item.call().region());
        row.text("response_id", item -> item.call().responseId());
        row.text("prompt_name", item -> item.call().promptName());
        row.text("prompt_version", item -> item.call().promptVersion());
        row.column("latency_ms", (buffer, item) -> buffer.nullable(item.call().latencyMs()));
        row.column(
                "time_to_first_token_ms",
                (buffer, item) -> buffer.nullable(item.call().timeToFirstTokenMs()));
        row.text("session_id", item -> item.trace().sessionId());
        row.text("trace_id", item -> item.trace().traceId());
        row.text("span_id", item -> item.trace().spanId());
        row.text("parent_span_id", item -> item.trace().parentSpanId());
        row.text("usage_status", item -> item.usage().status());
        row.text("dialect", item -> item.usage().dialect());
        for (var bucket : TOKEN_COLUMNS) {
            row.column(bucket, (buffer, item) -> buffer.int64(tokens(item, bucket)));
        }
        row.column("other_units", UsageRow::otherUnits);
        row.column(
                "outside_prompt",
                (buffer, item) ->
                        buffer.int64(item.usage().inputTokens() - item.usage().promptTotal()));
        row.text("raw_usage", item -> item.usage().raw().toString());
        row.column("cost", (buffer, item) -> buffer.nullable(item.cost().amount(), SCALE));
        row.text("currency", item -> item.cost().currency());
        row.text("price_version", item -> item.cost().priceVersion());
        row.column("reported_cost", UsageRow::reported);
        row.text(
                "reported_currency",
                item -> item.cost().reported() == null
                        ? null
                        : item.cost().reported().currency());
        row.text("reservation_id", item -> item.cost().reservationId());
        row.column("flags", (buffer, item) -> {
            buffer.count(item.flags().size());
            item.flags().forEach(buffer::text);
        });
        return row;
    }

    private static void tags(RowBuffer buffer, Map<String, String> tags) {
        buffer.count(tags.size());
        tags.forEach((key, value) -> {
            buffer.text(key);
            buffer.text(value);
        });
    }

    private static long tokens(RecordedUsage item, String bucket) {
        var quantity = item.usage().buckets().get(bucket);
        return quantity == null ? 0 : quantity.longValueExact();
    }

    private static void otherUnits(RowBuffer buffer, RecordedUsage item) {
        var others = item.usage().buckets().entrySet().stream()
                .filter(bucket -> !TOKENS.contains(bucket.getKey()))
                .collect(Collectors.toList());
        buffer.count(others.size());
        for (Map.Entry<String, BigDecimal> unit : others) {
            buffer.text(unit.getKey());
            buffer.decimal(unit.getValue(), SCALE);
        }
    }

    private static void reported(RowBuffer buffer, RecordedUsage item) {
        var reported = item.cost().reported();
        buffer.nullable(reported == null ? null : reported.amount(), SCALE);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
