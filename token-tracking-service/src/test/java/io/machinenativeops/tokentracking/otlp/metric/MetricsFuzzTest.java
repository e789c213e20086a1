package io.machinenativeops.tokentracking.otlp.metric;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.machinenativeops.tokentracking.ingest.reading.Candidate;
import io.machinenativeops.tokentracking.otlp.ExportFuzz;
import io.machinenativeops.tokentracking.otlp.Fixture;
import io.machinenativeops.tokentracking.otlp.OtlpEncoding;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** All that is done with points between the request and Redis, and with their events once they are due. */
class MetricsFuzzTest {

    private static final int INPUTS = 2_500;
    private static final Instant NOW = Instant.parse("2026-11-22T11:00:00Z");

    @ParameterizedTest
    @ValueSource(strings = {"spring-ai", "semconv", "claude-code"})
    void hostileMetricsNeverBreakTheReader(String emitter) {
        var json = Fixture.json(emitter + "-metrics.json");
        var export = ExportMetricsServiceRequest.newBuilder();
        Fixture.protobuf(export, json);

        new ExportFuzz(MetricsFuzzTest::events, 20261122)
                .json(JsonMapper.shared().readTree(json), INPUTS)
                .demandBothAnswers();
        new ExportFuzz(MetricsFuzzTest::events, 20261123)
                .protobuf(export.build(), INPUTS)
                .demandBothAnswers();
    }

    private static List<Candidate> events(OtlpEncoding encoding, byte[] body) {
        var events = new ArrayList<Candidate>();
        for (var point : MetricPoints.read(encoding, body).points()) {
            if (Metrics.problem(point, NOW) == null) {
                var counters = Counters.of(null);
                counters.add(point, NOW);
                var known = Counters.of(counters.json());
                known.add(point, NOW);
                var event = MetricEvent.of(
                        point.series(),
                        counters.increases(),
                        point.time(),
                        point.series().id());
                if (event != null) {
                    events.add(new Candidate(event, null));
                }
            }
        }
        return events;
    }
}
