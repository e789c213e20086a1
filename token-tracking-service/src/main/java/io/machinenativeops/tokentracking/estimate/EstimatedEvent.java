package io.machinenativeops.tokentracking.estimate;

import java.time.Instant;
import java.util.Map;
import java.util.Set;

import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.platform.security.Grants;
import io.machinenativeops.tokentracking.ingest.reading.Candidate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import static io.machinenativeops.tokentracking.storage.StoredRow.number;
import static io.machinenativeops.tokentracking.storage.StoredRow.text;

/**
 * The event that stands for what a span reports, with the dimensions that a call on the span would have.
 *
 * @param caller who sent the span, as far as the span tells
 */
record EstimatedEvent(Estimate estimate, Caller caller, Candidate candidate) {

    /** Of a provider or a model that the span does not name; such usage is counted and has no price. */
    static final String UNKNOWN = "unknown";

    private static final JsonMapper JSON = JsonMapper.shared();

    /** @param row of the span */
    static EstimatedEvent of(Estimate estimate, JsonNode row) {
        var organization = estimate.organizationId();
        var caller = new Caller(
                organization,
                "estimate",
                text(row, "api_key_id"),
                text(row, "project_id"),
                text(row, "team_id"),
                0,
                new Grants(Map.of("organization:" + organization, Set.of("usage:write"))));
        return new EstimatedEvent(estimate, caller, new Candidate(event(estimate, row), estimate.eventId()));
    }

    private static ObjectNode event(Estimate estimate, JsonNode row) {
        var event = JsonNodeFactory.instance.objectNode();
        event.put("traceId", estimate.traceId()).put("spanId", estimate.spanId());
        event.put("usageStatus", "estimated").put("status", row.path("status").asString());
        event.put(
                "occurredAt",
                Instant.ofEpochMilli(row.path("started_ms").asLong()).toString());
        put(event, "provider", orUnknown(text(row, "provider")));
        put(event, "model", orUnknown(text(row, "model")));
        put(event, "parentSpanId", text(row, "parent_span_id"));
        put(event, "environment", text(row, "environment"));
        put(event, "agent", text(row, "agent"));
        put(event, "user", text(row, "user_id"));
        put(event, "sessionId", text(row, "session_id"));
        put(event, "errorType", text(row, "error_type"));
        var took = number(row, "duration_ms");
        if (took != null) {
            event.put("latencyMs", took);
        }
        var usage = (ObjectNode) JSON.readTree(row.path("reported_usage").asString());
        // How many calls it sums is not known: prices that depend on the size of a prompt are the standard ones.
        event.set("usage", usage.put("promptTokensPerRequest", 0));
        return event;
    }

    private static String orUnknown(@Nullable String text) {
        return text == null ? UNKNOWN : text;
    }

    private static void put(ObjectNode event, String field, @Nullable String text) {
        if (text != null) {
            event.put(field, text);
        }
    }
}
