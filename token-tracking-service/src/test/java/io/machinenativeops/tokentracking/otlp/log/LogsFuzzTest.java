package io.machinenativeops.tokentracking.otlp.log;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.machinenativeops.tokentracking.otlp.ExportFuzz;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class LogsFuzzTest {

    private static final int INPUTS = 5_000;

    @ParameterizedTest
    @ValueSource(strings = {"claude-code", "codex", "gen-ai"})
    void hostileLogsNeverBreakTheReader(String emitter) throws IOException {
        var json = text(emitter);

        new ExportFuzz(
                        (encoding, body) -> LogEvents.read(encoding, body).stream()
                                .map(Logs::candidates)
                                .flatMap(List::stream)
                                .toList(),
                        20261122)
                .json(JsonMapper.shared().readTree(json), INPUTS)
                .demandBothAnswers();
    }

    private static String text(String emitter) throws IOException {
        try (var file = LogsFuzzTest.class.getResourceAsStream("/otlp/" + emitter + "-logs.json")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
