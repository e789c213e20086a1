package io.machinenativeops.tokentracking.otlp.log;

import java.util.List;

import io.machinenativeops.tokentracking.ingest.reading.Candidate;
import io.machinenativeops.tokentracking.otlp.ExportFuzz;
import io.machinenativeops.tokentracking.otlp.Fixture;
import io.machinenativeops.tokentracking.otlp.OtlpEncoding;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class LogsFuzzTest {

    private static final int INPUTS = 5_000;

    @ParameterizedTest
    @ValueSource(strings = {"claude-code", "codex", "gen-ai"})
    void hostileLogsNeverBreakTheReader(String emitter) {
        var json = Fixture.json(emitter + "-logs.json");
        var export = ExportLogsServiceRequest.newBuilder();
        Fixture.protobuf(export, json);

        new ExportFuzz(LogsFuzzTest::events, 20261122)
                .json(JsonMapper.shared().readTree(json), INPUTS)
                .demandBothAnswers();
        new ExportFuzz(LogsFuzzTest::events, 20261123)
                .protobuf(export.build(), INPUTS / 2)
                .demandBothAnswers();
    }

    private static List<Candidate> events(OtlpEncoding encoding, byte[] body) {
        return LogEvents.read(encoding, body).stream()
                .map(Logs::candidates)
                .flatMap(List::stream)
                .toList();
    }
}
