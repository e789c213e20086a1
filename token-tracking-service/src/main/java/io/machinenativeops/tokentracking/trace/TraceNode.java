package io.machinenativeops.tokentracking.trace;

import java.time.Instant;
import java.util.List;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A model call, or a span of an agent, a tool, a workflow and the like.
 *
 * @param id of its span; of its event where it has none
 * @param eventId of a model call, or of the estimate that a span's own report counts as; else null
 * @param kind {@code call} for a model call that counts, else {@code agent}, {@code tool}, {@code workflow} …
 * @param orphan whether it names a parent that is not known, so that it stands below the root
 * @param usageStatus of a model call: {@code final}, {@code partial} or {@code estimated}; of a span whose report counts, {@code estimated}
 * @param own what it alone used
 * @param subtree what it used with all below it, shown or not
 * @param reported what a span says was used below it; to compare, it is in no sum; null where it counts as an estimate
 * @param omitted how many nodes below it are not shown
 * @param children in the order of their start
 */
record TraceNode(
        String id,
        @Nullable String eventId,
        String kind,
        String name,
        Instant start,
        @Nullable Long durationMs,
        String status,
        @Nullable String agent,
        @Nullable String tool,
        @Nullable String provider,
        @Nullable String model,
        @Nullable String usageStatus,
        boolean orphan,
        TreeSums own,
        TreeSums subtree,
        @Nullable ReportedUsage reported,
        long omitted,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<TraceNode> children) {

    /** What a span says was used below it. */
    record ReportedUsage(long inputTokens, long outputTokens) {}
}
