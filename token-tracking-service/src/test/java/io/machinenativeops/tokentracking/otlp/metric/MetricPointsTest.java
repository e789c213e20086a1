package io.machinenativeops.tokentracking.otlp.metric;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

import io.machinenativeops.tokentracking.otlp.Fixture;
import io.machinenativeops.tokentracking.otlp.OtlpEncoding;
import io.machinenativeops.tokentracking.otlp.UnreadableExportException;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MetricPointsTest {

    @Test
    void theTotalOfSpringAiIsNotAddedToItsParts() {
        assertThat(event("spring-ai-metrics.json")).isEqualTo(json("""
                {"provider":"openai","model":"gpt-5-2025-08-07","requestModel":"gpt-5","operation":"chat",
                 "agent":"bookshop","eventId":"e-1","usageStatus":"estimated","occurredAt":"2026-11-22T10:21:00Z",
                 "dialect":"normalized",
                 "usage":{"inputTokens":1773,"outputTokens":39,"totalTokens":1812,"promptTokensPerRequest":0}}
                """));
    }

    @Test
    void aHistogramTellsTheNumberOfCallsAndTheAveragePrompt() {
        assertThat(event("semconv-metrics.json").get("usage"))
                .isEqualTo(
                        json("{\"inputTokens\":300,\"outputTokens\":60,\"calls\":3,\"promptTokensPerRequest\":100}"));
    }

    @Test
    void tokensAndCostOfClaudeCodeAreOneEvent() {
        var event = event("claude-code-metrics.json");

        // 2 + 84,562 + 7,096
        assertThat(event.get("usage")).isEqualTo(json("""
                {"inputTokens":91660,"outputTokens":1200,"cacheReadTokens":84562,"cacheWriteTokens":7096,
                 "promptTokensPerRequest":0}
                """));
        assertThat(event.at("/providerCost/amount").decimalValue()).isEqualByComparingTo("0.0771");
        assertThat(event.get("user").asString()).isEqualTo("dev@example.com");
        assertThat(event.get("sessionId").asString()).isEqualTo("s-claude");
    }

    @Test
    void partsThatAddUpAreParts() {
        var json = Fixture.json(
                "semconv-metrics.json",
                "{\"key\":\"gen_ai.token.type\",\"value\":{\"stringValue\":\"output\"}}",
                "{\"key\":\"gen_ai.token.type\",\"value\":{\"stringValue\":\"input\"}},"
                        + "{\"key\":\"gen_ai.token.cache\",\"value\":{\"stringValue\":\"read\"}}");

        assertThat(event(json).get("usage"))
                .isEqualTo(json("{\"inputTokens\":360,\"outputTokens\":0,\"cacheReadTokens\":60,\"calls\":3,"
                        + "\"promptTokensPerRequest\":120}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"spring-ai-metrics.json", "semconv-metrics.json", "claude-code-metrics.json"})
    void jsonAndProtobufOfTheSameExportReadAlike(String name) {
        var json = Fixture.json(name);
        var protobuf = Fixture.protobuf(ExportMetricsServiceRequest.newBuilder(), json);

        var read = MetricPoints.read(OtlpEncoding.PROTOBUF, protobuf);
        assertThat(read).isEqualTo(MetricPoints.read(OtlpEncoding.JSON, json));
        assertThat(read.points()).isNotEmpty();
        assertThat(read.refused()).isZero();
    }

    @Test
    void seriesAreToldApartByAllTheirAttributesInWhateverOrder() {
        var point = MetricPoints.read(OtlpEncoding.JSON, Fixture.json("semconv-metrics.json"))
                .points();
        var other = MetricPoints.read(OtlpEncoding.JSON, Fixture.json("semconv-metrics.json", "i-1", "i-2"))
                .points();

        assertThat(point.get(0).series().id())
                .isEqualTo(point.get(1).series().id())
                .isNotEqualTo(other.get(0).series().id())
                .startsWith("metric:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"aggregationTemporality\":0",
                "\"aggregationTemporality\":\"AGGREGATION_TEMPORALITY_UNSPECIFIED\""
            })
    void pointsWithoutATemporalityAreRefused(String temporality) {
        var read = MetricPoints.read(
                OtlpEncoding.JSON, Fixture.json("semconv-metrics.json", "\"aggregationTemporality\":1", temporality));

        assertThat(read.points()).isEmpty();
        assertThat(read.refused()).isEqualTo(2);
    }

    @Test
    void valuesThatAreNoCountsAreRefusedAndThoseNotRecordedAreLeftAside() {
        var negative = MetricPoints.read(
                OtlpEncoding.JSON,
                Fixture.json("semconv-metrics.json", "\"sum\":300", "\"sum\":\"NaN\"", "\"sum\":60", "\"sum\":-1"));
        assertThat(negative.refused()).isEqualTo(2);
        var huge = MetricPoints.read(
                OtlpEncoding.JSON, Fixture.json("semconv-metrics.json", "\"sum\":300", "\"sum\":1e300"));
        assertThat(huge.refused()).isEqualTo(1);

        var none = MetricPoints.read(
                OtlpEncoding.JSON, Fixture.json("semconv-metrics.json", "\"count\":\"3\"", "\"flags\":1"));
        assertThat(none.points()).isEmpty();
        assertThat(none.refused()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"resourceMetrics\":7}",
                "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"name\":7}]}]}]}",
                "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"name\":\"gen_ai.client.token.usage\",\"sum\":[]}]}]}]}",
                "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"name\":\"gen_ai.client.token.usage\",\"sum\":{\"dataPoints\":[{\"asDouble\":{}}]}}]}]}]}",
                "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"name\":\"gen_ai.client.token.usage\",\"sum\":{\"dataPoints\":[{\"asInt\":\"1.5\"}]}}]}]}]}",
            })
    void whatIsNoExportIsRefused(String body) {
        assertThatThrownBy(() -> MetricPoints.read(OtlpEncoding.JSON, body.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(UnreadableExportException.class)
                .hasMessageNotContaining("null");
    }

    @Test
    void theNumberOfPointsIsBounded() {
        var body = "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"name\":\"gen_ai.client.token.usage\","
                + "\"sum\":{\"dataPoints\":[{}" + ",{}".repeat(10_000) + "]}}]}]}]}";

        assertThatThrownBy(() -> MetricPoints.read(OtlpEncoding.JSON, body.getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("more than 10000 data points");
    }

    private static JsonNode event(String name) {
        return event(Fixture.json(name));
    }

    private static JsonNode event(byte[] json) {
        var points = MetricPoints.read(OtlpEncoding.JSON, json).points();
        var counters = Counters.of(null);
        points.forEach(point -> counters.add(point, Instant.parse("2026-11-22T11:00:00Z")));
        var event = MetricEvent.of(
                points.getFirst().series(),
                counters.increases(),
                points.getFirst().time(),
                "e-1");
        return json(String.valueOf(event));
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
