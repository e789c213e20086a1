package io.machinenativeops.tokentracking.otlp;

import java.util.Random;
import java.util.stream.Stream;

import com.google.protobuf.Message;
import io.machinenativeops.tokentracking.otlp.log.LogReading;
import io.machinenativeops.tokentracking.otlp.metric.MetricReading;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Exports with a few bytes changed are read, or refused as unreadable; nothing else happens. */
class MutatedExportsTest {

    private static final int ROUNDS = 4_000;

    static Stream<Arguments> exports() {
        return Stream.of(
                Arguments.of("claude-code-logs.json", ExportLogsServiceRequest.newBuilder()),
                Arguments.of("codex-logs.json", ExportLogsServiceRequest.newBuilder()),
                Arguments.of("spring-ai-metrics.json", ExportMetricsServiceRequest.newBuilder()),
                Arguments.of("semconv-metrics.json", ExportMetricsServiceRequest.newBuilder()));
    }

    @ParameterizedTest
    @MethodSource("exports")
    void isReadOrRefused(String name, Message.Builder builder) {
        var json = Fixture.json(name);
        var protobuf = Fixture.protobuf(builder, json);
        var random = new Random(name.hashCode());
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            refused += read(name, OtlpEncoding.JSON, mutated(json, random));
            refused += read(name, OtlpEncoding.PROTOBUF, mutated(protobuf, random));
        }
        assertThat(refused).isBetween(1, 2 * ROUNDS - 1);
    }

    private static int read(String name, OtlpEncoding encoding, byte[] body) {
        try {
            if (name.contains("logs")) {
                assertThat(LogReading.of(encoding, body)).isNotNegative();
            } else {
                MetricReading.of(encoding, body);
            }
            return 0;
        } catch (UnreadableExportException refused) {
            assertThat(refused.getMessage()).isNotBlank();
            return 1;
        }
    }

    private static byte[] mutated(byte[] body, Random random) {
        byte[] changed = body.clone();
        for (int times = 1 + random.nextInt(3); times > 0; times--) {
            int at = random.nextInt(changed.length);
            changed[at] = random.nextBoolean() ? (byte) random.nextInt(256) : body[random.nextInt(body.length)];
        }
        return changed;
    }
}
