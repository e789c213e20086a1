package io.machinenativeops.tokentracking.event;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/**
 * Writes items token by token: the same JSON that data binding makes of the records, at a fraction of its time. Each model
 * call is written once and read once, so that this is where ingest spends itself. A test holds both forms together, and fails
 * for a field that is missing here.
 */
final class UsageItemWriter {

    /** Quantities of fewer digits than this are whole numbers of 64 bits. */
    private static final int DIGITS = 18;

    private UsageItemWriter() {}

    static void write(JsonGenerator json, RecordedUsage item) {
        json.writeStartObject();
        text(json, "eventId", item.eventId());
        text(json, "fingerprint", item.fingerprint());
        number(json, "revision", item.revision());
        number(json, "sign", item.sign());
        instant(json, "occurredAt", item.occurredAt());
        instant(json, "receivedAt", item.receivedAt());
        json.writeName("origin");
        origin(json, item.origin());
        json.writeName("call");
        call(json, item.call());
        json.writeName("trace");
        trace(json, item.trace());
        json.writeName("usage");
        usage(json, item.usage());
        json.writeName("cost");
        cost(json, item.cost());
        json.writeName("flags");
        json.writeStartArray();
        for (var flag : item.flags()) {
            json.writeString(flag);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void origin(JsonGenerator json, RecordedUsage.Origin origin) {
        json.writeStartObject();
        text(json, "organizationId", origin.organizationId());
        text(json, "teamId", origin.teamId());
        text(json, "projectId", origin.projectId());
        text(json, "environment", origin.environment());
        text(json, "agent", origin.agent());
        text(json, "user", origin.user());
        text(json, "apiKeyId", origin.apiKeyId());
        json.writeName("tags");
        json.writeStartObject();
        for (Map.Entry<String, String> tag : origin.tags().entrySet()) {
            text(json, tag.getKey(), tag.getValue());
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void call(JsonGenerator json, RecordedUsage.Call call) {
        json.writeStartObject();
        text(json, "provider", call.provider());
        text(json, "model", call.model());
        text(json, "requestModel", call.requestModel());
        text(json, "operation", call.operation());
        text(json, "status", call.status());
        text(json, "errorType", call.errorType());
        text(json, "serviceTier", call.serviceTier());
        text(json, "region", call.region());
        text(json, "responseId", call.responseId());
        text(json, "promptName", call.promptName());
        text(json, "promptVersion", call.promptVersion());
        number(json, "latencyMs", call.latencyMs());
        number(json, "timeToFirstTokenMs", call.timeToFirstTokenMs());
        json.writeEndObject();
    }

    private static void trace(JsonGenerator json, RecordedUsage.Trace trace) {
        json.writeStartObject();
        text(json, "sessionId", trace.sessionId());
        text(json, "traceId", trace.traceId());
        text(json, "spanId", trace.spanId());
        text(json, "parentSpanId", trace.parentSpanId());
        json.writeEndObject();
    }

    private static void usage(JsonGenerator json, RecordedUsage.Usage usage) {
        json.writeStartObject();
        text(json, "status", usage.status());
        text(json, "dialect", usage.dialect());
        json.writeName("buckets");
        json.writeStartObject();
        for (Map.Entry<String, BigDecimal> bucket : usage.buckets().entrySet()) {
            json.writeName(bucket.getKey());
            quantity(json, bucket.getValue());
        }
        json.writeEndObject();
        number(json, "promptTotal", usage.promptTotal());
        number(json, "providerTotal", usage.providerTotal());
        number(json, "inputTokens", usage.inputTokens());
        number(json, "cacheReadTokens", usage.cacheReadTokens());
        number(json, "cacheWriteTokens", usage.cacheWriteTokens());
        number(json, "outputTokens", usage.outputTokens());
        number(json, "reasoningTokens", usage.reasoningTokens());
        json.writeName("raw");
        tree(json, usage.raw());
        json.writeEndObject();
    }

    private static void cost(JsonGenerator json, RecordedUsage.Cost cost) {
        json.writeStartObject();
        money(json, "amount", cost.amount());
        text(json, "currency", cost.currency());
        text(json, "priceVersion", cost.priceVersion());
        var reported = cost.reported();
        if (reported != null) {
            json.writeName("reported");
            json.writeStartObject();
            money(json, "amount", reported.amount());
            text(json, "currency", reported.currency());
            json.writeEndObject();
        }
        text(json, "reservationId", cost.reservationId());
        json.writeEndObject();
    }

    /** A provider's object as it came. */
    private static void tree(JsonGenerator json, JsonNode node) {
        switch (node.getNodeType()) {
            case OBJECT -> {
                json.writeStartObject();
                for (Map.Entry<String, JsonNode> property : node.properties()) {
                    json.writeName(property.getKey());
                    tree(json, property.getValue());
                }
                json.writeEndObject();
            }
            case ARRAY -> {
                json.writeStartArray();
                for (var element : node) {
                    tree(json, element);
                }
                json.writeEndArray();
            }
            case STRING -> json.writeString(node.stringValue());
            case NUMBER -> {
                if (node.isInt() || node.isLong()) {
                    json.writeNumber(node.longValue());
                } else {
                    json.writeTree(node);
                }
            }
            default -> json.writeTree(node);
        }
    }

    private static void quantity(JsonGenerator json, BigDecimal quantity) {
        if (quantity.scale() <= 0 && quantity.precision() - quantity.scale() <= DIGITS) {
            json.writeNumber(quantity.longValue());
        } else {
            json.writeNumber(quantity);
        }
    }

    private static void money(JsonGenerator json, String name, @Nullable BigDecimal amount) {
        text(json, name, amount == null ? null : amount.toPlainString());
    }

    private static void instant(JsonGenerator json, String name, Instant instant) {
        text(json, name, InstantText.of(instant));
    }

    private static void text(JsonGenerator json, String name, @Nullable String value) {
        if (value != null) {
            json.writeName(name);
            json.writeString(value);
        }
    }

    private static void number(JsonGenerator json, String name, @Nullable Long value) {
        if (value != null) {
            number(json, name, value.longValue());
        }
    }

    private static void number(JsonGenerator json, String name, long value) {
        json.writeName(name);
        json.writeNumber(value);
    }
}
