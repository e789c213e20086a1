package io.machinenativeops.tokentracking.otlp;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** {@code ExportTraceServiceResponse}, {@code ExportLogsServiceResponse} or {@code ExportMetricsServiceResponse} in JSON. */
record ExportReply(@Nullable Partial partialSuccess) {

    /**
     * What was not taken. The counts are 64-bit numbers, as text; only that of the signal is there.
     *
     * @param rejectedSpans of traces
     * @param rejectedLogRecords of logs
     * @param rejectedDataPoints of metrics
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Partial(
            @Nullable String rejectedSpans,
            @Nullable String rejectedLogRecords,
            @Nullable String rejectedDataPoints,
            String errorMessage) {}

    static ExportReply of(String signal, PartialSuccess partial) {
        var count = Long.toString(partial.rejected());
        return new ExportReply(
                switch (signal) {
                    case "logs" -> new Partial(null, count, null, partial.message());
                    case "metrics" -> new Partial(null, null, count, partial.message());
                    default -> new Partial(count, null, null, partial.message());
                });
    }
}
