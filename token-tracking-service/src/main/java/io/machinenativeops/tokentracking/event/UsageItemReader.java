package io.machinenativeops.tokentracking.event;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import tools.jackson.databind.JsonNode;

/** Reads what {@link UsageItemWriter} writes; fields of later producers are ignored. */
final class UsageItemReader {

    private UsageItemReader() {}

    static RecordedUsage read(ItemFields fields) {
        String eventId = null;
        String fingerprint = null;
        int revision = 0;
        int sign = 0;
        Instant occurredAt = null;
        Instant receivedAt = null;
        RecordedUsage.Origin origin = null;
        RecordedUsage.Call call = null;
        RecordedUsage.Trace trace = null;
        RecordedUsage.Usage usage = null;
        RecordedUsage.Cost cost = null;
        List<String> flags = null;
        for (var name = fields.first(); name != null; name = fields.next()) {
            switch (name) {
                case "eventId" -> eventId = fields.text();
                case "fingerprint" -> fingerprint = fields.text();
                case "revision" -> revision = fields.smallNumber();
                case "sign" -> sign = fields.smallNumber();
                case "occurredAt" -> occurredAt = fields.instant();
                case "receivedAt" -> receivedAt = fields.instant();
                case "origin" -> origin = origin(fields);
                case "call" -> call = call(fields);
                case "trace" -> trace = trace(fields);
                case "usage" -> usage = usage(fields);
                case "cost" -> cost = cost(fields);
                case "flags" -> flags = fields.texts();
                default -> fields.skip();
            }
        }
        return new RecordedUsage(
                fields.present("eventId", eventId),
                fields.present("fingerprint", fingerprint),
                revision,
                sign,
                fields.present("occurredAt", occurredAt),
                fields.present("receivedAt", receivedAt),
                fields.present("origin", origin),
                fields.present("call", call),
                fields.present("trace", trace),
                fields.present("usage", usage),
                fields.present("cost", cost),
                fields.present("flags", flags));
    }

    private static RecordedUsage.Origin origin(ItemFields fields) {
        String organizationId = null;
        String teamId = null;
        String projectId = null;
        String environment = null;
        String agent = null;
        String user = null;
        String apiKeyId = null;
        Map<String, String> tags = null;
        for (var name = fields.first(); name != null; name = fields.next()) {
            switch (name) {
                case "organizationId" -> organizationId = fields.text();
                case "teamId" -> teamId = fields.text();
                case "projectId" -> projectId = fields.text();
                case "environment" -> environment = fields.text();
                case "agent" -> agent = fields.text();
                case "user" -> user = fields.text();
                case "apiKeyId" -> apiKeyId = fields.text();
                case "tags" -> {
                    tags = new LinkedHashMap<>();
                    for (var tag = fields.first(); tag != null; tag = fields.next()) {
                        tags.put(tag, fields.present(tag, fields.text()));
                    }
                }
                default -> fields.skip();
            }
        }
        return new RecordedUsage.Origin(
                fields.present("organizationId", organizationId),
                teamId,
                projectId,
                environment,
                agent,
                user,
                apiKeyId,
                fields.present("tags", tags));
    }

    private static RecordedUsage.Call call(ItemFields fields) {
        String provider = null;
        String model = null;
        String requestModel = null;
        String operation = null;
        String status = null;
        String errorType = null;
        String serviceTier = null;
        String region = null;
        String responseId = null;
        String promptName = null;
        String promptVersion = null;
        Long latencyMs = null;
        Long timeToFirstTokenMs = null;
        for (var name = fields.first(); name != null; name = fields.next()) {
            switch (name) {
                case "provider" -> provider = fields.text();
                case "model" -> model = fields.text();
                case "requestModel" -> requestModel = fields.text();
                case "operation" -> operation = fields.text();
                case "status" -> status = fields.text();
                case "errorType" -> errorType = fields.text();
                case "serviceTier" -> serviceTier = fields.text();
                case "region" -> region = fields.text();
                case "responseId" -> responseId = fields.text();
                case "promptName" -> promptName = fields.text();
                case "promptVersion" -> promptVersion = fields.text();
                case "latencyMs" -> latencyMs = fields.optionalNumber();
                case "timeToFirstTokenMs" -> timeToFirstTokenMs = fields.optionalNumber();
                default -> fields.skip();
            }
        }
        return new RecordedUsage.Call(
                fields.present("provider", provider),
                fields.present("model", model),
                requestModel,
                operation,
                fields.present("status", status),
                errorType,
                serviceTier,
                region,
                responseId,
                promptName,
                promptVersion,
                latencyMs,
                timeToFirstTokenMs);
    }

    private static RecordedUsage.Trace trace(ItemFields fields) {
        String sessionId = null;
        String traceId = null;
        String spanId = null;
        String parentSpanId = null;
        for (var name = fields.first(); name != null; name = fields.next()) {
            switch (name) {
                case "sessionId" -> sessionId = fields.text();
                case "traceId" -> traceId = fields.text();
                case "spanId" -> spanId = fields.text();
                case "parentSpanId" -> parentSpanId = fields.text();
                default -> fields.skip();
            }
        }
        return new RecordedUsage.Trace(sessionId, traceId, spanId, parentSpanId);
    }

    private static RecordedUsage.Usage usage(ItemFields fields) {
        String status = null;
        String dialect = null;
        Map<String, BigDecimal> buckets = null;
        long promptTotal = 0;
        Long providerTotal = null;
        long inputTokens = 0;
        long cacheReadTokens = 0;
        long cacheWriteTokens = 0;
        long outputTokens = 0;
        long reasoningTokens = 0;
        JsonNode raw = null;
        for (var name = fields.first(); name != null; name = fields.next()) {
            switch (name) {
                case "status" -> status = fields.text();
                case "dialect" -> dialect = fields.text();
                case "buckets" -> {
                    buckets = new LinkedHashMap<>();
                    for (var unit = fields.first(); unit != null; unit = fields.next()) {
                        buckets.put(unit, fields.quantity());
                    }
                }
                case "promptTotal" -> promptTotal = fields.number();
                case "providerTotal" -> providerTotal = fields.optionalNumber();
                case "inputTokens" -> inputTokens = fields.number();
                case "cacheReadTokens" -> cacheReadTokens = fields.number();
                case "cacheWriteTokens" -> cacheWriteTokens = fields.number();
                case "outputTokens" -> outputTokens = fields.number();
                case "reasoningTokens" -> reasoningTokens = fields.number();
                case "raw" -> raw = fields.tree();
                default -> fields.skip();
            }
        }
        return new RecordedUsage.Usage(
                fields.present("usage.status", status),
                fields.present("dialect", dialect),
                fields.present("buckets", buckets),
                promptTotal,
                providerTotal,
                inputTokens,
                cacheReadTokens,
                cacheWriteTokens,
                outputTokens,
                reasoningTokens,
                fields.present("raw", raw));
    }

    private static RecordedUsage.Cost cost(ItemFields fields) {
        BigDecimal amount = null;
        String currency = null;
        String priceVersion = null;
        RecordedUsage.Money reported = null;
        String reservationId = null;
        for (var name = fields.first(); name != null; name = fields.next()) {
            switch (name) {
                case "amount" -> amount = fields.money();
                case "currency" -> currency = fields.text();
                case "priceVersion" -> priceVersion = fields.text();
                case "reported" -> reported = fields.isNull() ? null : money(fields);
                case "reservationId" -> reservationId = fields.text();
                default -> fields.skip();
            }
        }
        return new RecordedUsage.Cost(
                amount, fields.present("currency", currency), priceVersion, reported, reservationId);
    }

    private static RecordedUsage.Money money(ItemFields fields) {
        BigDecimal amount = null;
        String currency = null;
        for (var name = fields.first(); name != null; name = fields.next()) {
            switch (name) {
                case "amount" -> amount = fields.money();
                case "currency" -> currency = fields.text();
                default -> fields.skip();
            }
        }
        return new RecordedUsage.Money(fields.present("amount", amount), fields.present("currency", currency));
    }
}
