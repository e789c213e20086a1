package io.machinenativeops.tokentracking.storage;

/** A trace of an organisation. */
public record TraceKey(String organizationId, String traceId) {}
