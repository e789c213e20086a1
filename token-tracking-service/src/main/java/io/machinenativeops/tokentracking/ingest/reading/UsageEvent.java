package io.machinenativeops.tokentracking.ingest.reading;

import java.time.Instant;
import java.util.Map;

import io.machinenativeops.tokentracking.event.RecordedUsage.Money;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A model call as its sender reports it; the wire form of {@code POST /api/v1/usage-events}.
 *
 * @param eventId 1 to 128 printable ASCII characters, unique in the organisation
 * @param occurredAt start of the call; when it is missing, the time of receipt counts
 * @param model the model that answered, as the provider names it
 * @param requestModel the model that was asked for, where it differs
 * @param operation {@code chat}, {@code embeddings}, …
 * @param project id of a project the key may write to; else the key's own
 * @param responseId the provider's id of the response; with the provider it identifies an event without {@code eventId}
 * @param tags up to 64 free dimensions
 * @param status {@code ok}, {@code error} or {@code cancelled}
 * @param usageStatus {@code final}, {@code partial} or {@code estimated}
 * @param dialect how to read {@code usage}; told by its shape when missing
 * @param providerCost what the provider or a proxy says it cost
 * @param supersedes id of a recorded event that this one corrects, by replacing all of it
 * @param revision of the correction: one more than the event's newest
 * @param usage the provider's own usage object, verbatim
 */
public record UsageEvent(
        @Nullable String eventId,
        @Nullable Instant occurredAt,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String provider,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String model,
        @Nullable String requestModel,
        @Nullable String operation,
        @Nullable String project,
        @Nullable String environment,
        @Nullable String agent,
        @Nullable String user,
        @Nullable String sessionId,
        @Nullable String traceId,
        @Nullable String spanId,
        @Nullable String parentSpanId,
        @Nullable String responseId,
        @Nullable Prompt prompt,
        Map<String, String> tags,
        String status,
        @Nullable String errorType,
        @Nullable String serviceTier,
        @Nullable String region,
        @Nullable Long latencyMs,
        @Nullable Long timeToFirstTokenMs,
        String usageStatus,
        @Nullable String dialect,
        @Nullable Money providerCost,
        @Nullable String reservationId,
        @Nullable String supersedes,
        @Nullable Integer revision,

        @Schema(implementation = Map.class, requiredMode = Schema.RequiredMode.REQUIRED)
        JsonNode usage) {

    /** The prompt template the call was made from. */
    public record Prompt(String name, @Nullable String version) {}
}
