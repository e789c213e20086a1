package io.machinenativeops.tokentracking.ingest.reading;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One event as it was sent, in the form of {@code POST /api/v1/usage-events}.
 *
 * @param sent the JSON of the event
 * @param fallbackId identifies an event that has neither an event id nor a response id; without it each send counts
 */
public record Candidate(JsonNode sent, @Nullable String fallbackId) {}
