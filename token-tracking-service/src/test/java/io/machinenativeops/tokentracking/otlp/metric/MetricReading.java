package io.machinenativeops.tokentracking.otlp.metric;

import java.time.Instant;

import io.machinenativeops.tokentracking.otlp.OtlpEncoding;

/** All that is done with an export of metrics before its series are stored. */
public final class MetricReading {

    private static final Instant NOW = Instant.parse("2026-11-22T11:00:00Z");

    private MetricReading() {}

    public static void of(OtlpEncoding encoding, byte[] body) {
        for (var point : MetricPoints.read(encoding, body).points()) {
            var counters = Counters.of(null);
            counters.add(point, NOW);
            Counters.of(counters.json());
            MetricEvent.of(
                    point.series(),
                    counters.increases(),
                    point.time(),
                    point.series().id());
        }
    }
}
