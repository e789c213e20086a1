package io.machinenativeops.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/** How one kind of requests is told among others. */
final class Percentiles {

    private Percentiles() {}

    static Map<String, Object> of(Measured measured) {
        var seen = new LinkedHashMap<String, Object>();
        seen.put("perSecond", Math.round(measured.requestsPerSecond()));
        seen.put("latencyMillis", Report.latencies(measured));
        seen.put("answersByStatus", measured.answers());
        seen.put("unsent", measured.unsent());
        seen.put("warmupLeftOut", measured.leftOut());
        seen.put("mostBehind", measured.mostBehind());
        return seen;
    }

    static String line(String name, Measured measured) {
        return "%-40s p50 %8.2f  p95 %8.2f  p99 %8.2f  max %8.2f ms  %,7d a second, %,d failed, %,d unsent"
                .formatted(
                        name,
                        measured.millis(50),
                        measured.millis(95),
                        measured.millis(99),
                        measured.millis(100),
                        Math.round(measured.requestsPerSecond()),
                        measured.failures(),
                        measured.unsent());
    }
}
