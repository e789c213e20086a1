package io.machinenativeops.tokentracking.deadletter;

import java.time.Instant;
import java.util.List;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What the store refused and was set aside: usually one event or span. */
record ParkedUsage(
        @Schema(description = "Names it in this list") String id,
        @Schema(description = "When it was set aside") Instant at,

        @Schema(description = "Null when what was read is nothing of ours") @Nullable
        String organizationId,

        @Schema(description = "Of events; of spans `<traceId>-<spanId>`")
        List<String> eventIds,

        @Schema(
                description = "What refused it: the store, of the stream `usage.recorded` or `span.recorded`, or the "
                        + "intake, usage that was made from `metrics`")
        String stream,

        @Schema(description = "The entry of that stream that it came in; of metrics the id it was held under")
        String originEntry,

        @Schema(description = "Why it was refused") String cause,

        @Schema(description = "How often it had been delivered")
        long deliveries) {

    /** @param nextCursor for the page after this one; null on the last */
    record Page(List<ParkedUsage> items, @Nullable String nextCursor) {}

    /** What came of asking to store it again. */
    enum Outcome {
        REPLAYED,
        ALREADY_STORED
    }

    record Replay(
            String id,

            @Schema(
                    description =
                            "`replayed`: on its way to the store. `already-stored`: meanwhile the same came in again and "
                                    + "was stored; this one was removed")
            String outcome) {}
}
