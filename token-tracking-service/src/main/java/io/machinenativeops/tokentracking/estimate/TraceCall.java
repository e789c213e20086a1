package io.machinenativeops.tokentracking.estimate;

import org.jspecify.annotations.Nullable;

/**
 * A model call with usage.
 *
 * @param spanId null for one that names none
 * @param parentId null for one that names none
 * @param start milliseconds since the epoch
 */
record TraceCall(@Nullable String spanId, @Nullable String parentId, long start) {}
