package io.machinenativeops.tokentracking.storage;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.tokentracking.event.RecordedUsage;
import io.machinenativeops.tokentracking.ingest.CorrectableEvents;
import io.machinenativeops.tokentracking.usage.Unit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static io.machinenativeops.tokentracking.storage.StoredRow.number;
import static io.machinenativeops.tokentracking.storage.StoredRow.tags;
import static io.machinenativeops.tokentracking.storage.StoredRow.text;

/** Reads rows back into the items they were made of: written again with the other sign, they cancel out in every column. */
public final class StoredItems implements CorrectableEvents {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final UsageStore store;

    StoredItems(UsageStore store) {
        this.store = store;
    }

    @Override
    public Map<String, List<RecordedUsage>> revisions(String organizationId, Collection<String> eventIds) {
        try {
            var standing = new HashMap<String, List<RecordedUsage>>();
            items(organizationId, eventIds).forEach((id, items) -> {
                // What was taken back whole is no longer there to be corrected.
                if (newest(items).sign() > 0) {
                    standing.put(
                            id, items.stream().filter(item -> item.sign() > 0).toList());
                }
            });
            return standing;
        } catch (StoreException away) {
            throw new ProblemException(
                            CommonProblem.UNAVAILABLE,
                            "What the corrections replace can't be read now. Events that stand beside them in the batch may"
                                    + " have been taken: send the same again.")
                    .retryAfter(Duration.ofSeconds(2));
        }
    }

    /**
     * The newest item of each of the events; its sign is -1 where the event was taken back.
     *
     * @return by event id; those that are not stored are absent
     * @throws StoreException when it can't be told now
     */
    public Map<String, RecordedUsage> newest(String organizationId, Collection<String> eventIds) {
        var newest = new HashMap<String, RecordedUsage>();
        if (!eventIds.isEmpty()) {
            items(organizationId, eventIds).forEach((id, items) -> newest.put(id, newest(items)));
        }
        return newest;
    }

    private static RecordedUsage newest(List<RecordedUsage> items) {
        return Collections.max(
                items, Comparator.comparingInt(RecordedUsage::revision).thenComparingInt(RecordedUsage::sign));
    }

    private Map<String, List<RecordedUsage>> items(String organization, Collection<String> eventIds) {
        var found = new HashMap<String, List<RecordedUsage>>();
        for (var row : store.rows(TenantQuery.revisions(organization, eventIds))) {
            found.computeIfAbsent(row.path("event_id").asString(), _ -> new ArrayList<>())
                    .add(item(organization, row));
        }
        return found;
    }

    private static RecordedUsage item(String organization, JsonNode row) {
        var occurredAt = Instant.ofEpochMilli(row.path("occurred_ms").asLong());
        return new RecordedUsage(
                row.path("event_id").asString(),
                row.path("fingerprint").asString(),
                row.path("revision").asInt(),
                row.path("sign").asInt(),
                occurredAt,
                occurredAt.plusMillis(row.path("received_after_ms").asLong()),
                new RecordedUsage.Origin(
                        organization,
                        text(row, "team_id"),
                        text(row, "project_id"),
                        text(row, "environment"),
                        text(row, "agent"),
                        text(row, "user_id"),
                        text(row, "api_key_id"),
                        tags(row)),
                call(row),
                new RecordedUsage.Trace(
                        text(row, "session_id"),
                        text(row, "trace_id"),
                        text(row, "span_id"),
                        text(row, "parent_span_id")),
                usage(row),
                cost(row),
                row.path("flags").valueStream().map(JsonNode::asString).toList());
    }

    private static RecordedUsage.Call call(JsonNode row) {
        return new RecordedUsage.Call(
                row.path("provider").asString(),
                row.path("model").asString(),
                text(row, "request_model"),
                text(row, "operation"),
                row.path("status").asString(),
                text(row, "error_type"),
                text(row, "service_tier"),
                text(row, "region"),
                text(row, "response_id"),
                text(row, "prompt_name"),
                text(row, "prompt_version"),
                number(row, "latency_ms"),
                number(row, "time_to_first_token_ms"));
    }

    private static RecordedUsage.Usage usage(JsonNode row) {
        var buckets = new LinkedHashMap<String, BigDecimal>();
        for (var column : UsageRow.TOKEN_COLUMNS) {
            if (row.path(column).asLong() != 0) {
                buckets.put(column, BigDecimal.valueOf(row.path(column).asLong()));
            }
        }
        long input = sum(buckets, Unit.Side.INPUT);
        long output = sum(buckets, Unit.Side.OUTPUT);
        row.path("other_units")
                .properties()
                .forEach(unit -> buckets.put(
                        unit.getKey(), new BigDecimal(unit.getValue().asString())));
        return new RecordedUsage.Usage(
                row.path("usage_status").asString(),
                row.path("dialect").asString(),
                buckets,
                input - row.path("outside_prompt").asLong(),
                null,
                input,
                tokens(buckets, List.of("in_cache_read", "in_audio_cached", "in_image_cached")),
                tokens(buckets, List.of("in_cache_write_5m", "in_cache_write_1h", "in_cache_write_other")),
                output,
                tokens(buckets, List.of("out_reasoning")),
                JSON.readTree(row.path("raw_usage").asString("{}")));
    }

    private static RecordedUsage.Cost cost(JsonNode row) {
        var reported = decimal(row, "reported_cost");
        return new RecordedUsage.Cost(
                decimal(row, "cost"),
                row.path("currency").asString(),
                text(row, "price_version"),
                reported == null
                        ? null
                        : new RecordedUsage.Money(
                                reported, row.path("reported_currency").asString()),
                text(row, "reservation_id"));
    }

    private static long sum(Map<String, BigDecimal> buckets, Unit.Side side) {
        return tokens(
                buckets,
                UsageRow.TOKEN_COLUMNS.stream()
                        .filter(column -> Unit.ofKey(column).orElseThrow().side() == side)
                        .toList());
    }

    private static long tokens(Map<String, BigDecimal> buckets, List<String> columns) {
        return columns.stream()
                .mapToLong(
                        column -> buckets.getOrDefault(column, BigDecimal.ZERO).longValueExact())
                .sum();
    }

    private static @Nullable BigDecimal decimal(JsonNode row, String column) {
        var value = row.path(column);
        return value.isMissingNode() || value.isNull() ? null : new BigDecimal(value.asString());
    }
}
