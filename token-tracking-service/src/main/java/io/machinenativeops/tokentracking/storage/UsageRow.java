package io.machinenativeops.tokentracking.storage;

import java.math.BigDecimal;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
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

    private static final Set<String> TOKENS = Set.copyOf(TOKEN_COLUMNS);
    private static final List<Column> ROW = row();

    static final List<String> COLUMNS = ROW.stream().map(Column::name).toList();

    /** The table's own order, so that the server need not sort. */
    static final Comparator<RecordedUsage> ORDER = Comparator.<RecordedUsage, String>comparing(
                    item -> item.origin().organizationId())
            .thenComparing(item -> item.occurredAt().truncatedTo(ChronoUnit.HOURS))
            .thenComparing(item -> item.call().provider())
            .thenComparing(item -> item.call().model())
            .thenComparing(item -> orEmpty(item.origin().agent()))
            .thenComparing(RecordedUsage::occurredAt)
            .thenComparing(RecordedUsage::eventId)
            .thenComparingInt(RecordedUsage::revision)
            .thenComparingInt(RecordedUsage::sign);

    private record Column(String name, BiConsumer<RowBuffer, RecordedUsage> write) {}

    private UsageRow() {}

    /**
     * Appends a row.
     *
     * @throws ArithmeticException when a number has no place in its column; the buffer is of no use then
     */
    static void write(RowBuffer buffer, RecordedUsage item) {
        for (var column : ROW) {
            column.write().accept(buffer, item);
        }
    }

    private static List<Column> row() {
        var row = new ArrayList<Column>();
        text(row, "org_id", item -> item.origin().organizationId());
        text(row, "event_id", RecordedUsage::eventId);
        column(row, "revision", (buffer, item) -> buffer.int32(item.revision()));
        column(row, "sign", (buffer, item) -> buffer.int8(item.sign()));
        text(row, "fingerprint", RecordedUsage::fingerprint);
        column(row, "occurred_at", (buffer, item) -> buffer.millis(item.occurredAt()));
        column(
                row,
                "received_after_ms",
                (buffer, item) -> buffer.int64(item.occurredAt().until(item.receivedAt(), ChronoUnit.MILLIS)));
        text(row, "team_id", item -> item.origin().teamId());
        text(row, "project_id", item -> item.origin().projectId());
        text(row, "environment", item -> item.origin().environment());
        text(row, "agent", item -> item.origin().agent());
        text(row, "user_id", item -> item.origin().user());
        text(row, "api_key_id", item -> item.origin().apiKeyId());
        column(row, "tags", (buffer, item) -> tags(buffer, item.origin().tags()));
        text(row, "provider", item -> item.call().provider());
        text(row, "model", item -> item.call().model());
        text(row, "request_model", item -> item.call().requestModel());
        text(row, "operation", item -> item.call().operation());
        text(row, "status", item -> item.call().status());
        text(row, "error_type", item -> item.call().errorType());
        text(row, "service_tier", item -> item.call().serviceTier());
        text(row, "region", item -> item.call().region());
        text(row, "response_id", item -> item.call().responseId());
        text(row, "prompt_name", item -> item.call().promptName());
        text(row, "prompt_version", item -> item.call().promptVersion());
        column(row, "latency_ms", (buffer, item) -> buffer.nullable(item.call().latencyMs()));
        column(
                row,
                "time_to_first_token_ms",
                (buffer, item) -> buffer.nullable(item.call().timeToFirstTokenMs()));
        text(row, "session_id", item -> item.trace().sessionId());
        text(row, "trace_id", item -> item.trace().traceId());
        text(row, "span_id", item -> item.trace().spanId());
        text(row, "parent_span_id", item -> item.trace().parentSpanId());
        text(row, "usage_status", item -> item.usage().status());
        text(row, "dialect", item -> item.usage().dialect());
        for (var bucket : TOKEN_COLUMNS) {
            column(row, bucket, (buffer, item) -> buffer.int64(tokens(item, bucket)));
        }
        column(row, "other_units", UsageRow::otherUnits);
        column(
                row,
                "outside_prompt",
                (buffer, item) ->
                        buffer.int64(item.usage().inputTokens() - item.usage().promptTotal()));
        text(row, "raw_usage", item -> item.usage().raw().toString());
        column(row, "cost", (buffer, item) -> buffer.nullable(item.cost().amount(), SCALE));
        text(row, "currency", item -> item.cost().currency());
        text(row, "price_version", item -> item.cost().priceVersion());
        column(row, "reported_cost", UsageRow::reported);
        text(
                row,
                "reported_currency",
                item -> item.cost().reported() == null
                        ? null
                        : item.cost().reported().currency());
        text(row, "reservation_id", item -> item.cost().reservationId());
        column(row, "flags", (buffer, item) -> {
            buffer.count(item.flags().size());
            item.flags().forEach(buffer::text);
        });
        return List.copyOf(row);
    }

    private static void column(List<Column> row, String name, BiConsumer<RowBuffer, RecordedUsage> write) {
        row.add(new Column(name, write));
    }

    private static void text(List<Column> row, String name, Function<RecordedUsage, @Nullable String> value) {
        column(row, name, (buffer, item) -> buffer.text(value.apply(item)));
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
