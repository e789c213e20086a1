package io.machinenativeops.tokentracking.otlp;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.machinenativeops.tokentracking.ingest.reading.Candidate;
import io.machinenativeops.tokentracking.usage.NormalizedUsage;
import io.machinenativeops.tokentracking.usage.UsageHints;
import io.machinenativeops.tokentracking.usage.UsageNormalizer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static io.machinenativeops.tokentracking.otlp.Exports.decimal;
import static io.machinenativeops.tokentracking.otlp.Exports.number;
import static io.machinenativeops.tokentracking.otlp.Exports.span;
import static io.machinenativeops.tokentracking.otlp.Exports.text;
import static org.assertj.core.api.Assertions.assertThat;

/** Spans by the attributes that each emitter documents, counted by hand. */
class EmittersTest {

    @Test
    void openInference() {
        var event = only(
                "openinference.instrumentation.openai",
                "0.1.30",
                text("openinference.span.kind", "LLM"),
                text("llm.system", "openai"),
                text("llm.provider", "azure"),
                text("llm.model_name", "gpt-4o-2024-08-06"),
                number("llm.token_count.prompt", 2600),
                number("llm.token_count.completion", 400),
                number("llm.token_count.total", 3000),
                number("llm.token_count.prompt_details.cache_read", 2000),
                number("llm.token_count.completion_details.reasoning", 150),
                decimal("llm.cost.total", 0.008));

        assertThat(event.get("provider").asString()).isEqualTo("azure");
        assertThat(event.get("model").asString()).isEqualTo("gpt-4o-2024-08-06");
        assertThat(event.get("operation").asString()).isEqualTo("chat");
        assertThat(event.at("/providerCost/amount").decimalValue()).isEqualByComparingTo("0.008");
        // 2600 - 2000; 400 - 150
        assertThat(buckets(event))
                .containsOnly(
                        Map.entry("in_fresh", 600L),
                        Map.entry("in_cache_read", 2000L),
                        Map.entry("out_text", 250L),
                        Map.entry("out_reasoning", 150L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"AGENT", "CHAIN", "TOOL", "RETRIEVER", "GUARDRAIL", "EVALUATOR"})
    void openInferenceAroundCallsIsStructure(String kind) {
        assertThat(in(
                        "openinference.instrumentation.langchain",
                        "0.1.50",
                        text("openinference.span.kind", kind),
                        text("llm.model_name", "gpt-4o"),
                        number("llm.token_count.prompt", 2600)))
                .isEmpty();
    }

    @Test
    void aiSdkSix() {
        var event = only(
                "ai",
                "",
                text("ai.operationId", "ai.generateText.doGenerate"),
                text("ai.model.provider", "anthropic.messages"),
                text("ai.model.id", "claude-sonnet-4-5"),
                text("ai.response.model", "claude-sonnet-4-5-20250929"),
                text("ai.response.id", "msg_1"),
                text("ai.telemetry.metadata.userId", "u-1"),
                number("ai.usage.inputTokens", 10_000),
                number("ai.usage.outputTokens", 200),
                number("ai.usage.totalTokens", 10_200),
                number("ai.usage.cachedInputTokens", 8_000),
                number("ai.usage.inputTokenDetails.noCacheTokens", 500),
                number("ai.usage.inputTokenDetails.cacheReadTokens", 8_000),
                number("ai.usage.inputTokenDetails.cacheWriteTokens", 1_500),
                number("ai.usage.outputTokenDetails.reasoningTokens", 50));

        assertThat(event.get("provider").asString()).isEqualTo("anthropic");
        assertThat(event.get("responseId").asString()).isEqualTo("msg_1");
        assertThat(event.get("user").asString()).isEqualTo("u-1");
        // 10,000 - 8,000 - 1,500; 200 - 50
        assertThat(buckets(event))
                .containsOnly(
                        Map.entry("in_fresh", 500L),
                        Map.entry("in_cache_read", 8_000L),
                        Map.entry("in_cache_write_5m", 1_500L),
                        Map.entry("out_text", 150L),
                        Map.entry("out_reasoning", 50L));
    }

    @ParameterizedTest
    @CsvSource({"anthropic.messages, 5000", "amazon-bedrock, 5000", "openai.responses, 2000"})
    void aiSdkFiveCountsTheCacheOfAnthropicBesideTheInput(String provider, long fresh) {
        var event = only(
                "ai",
                "",
                text("ai.operationId", "ai.streamText.doStream"),
                text("ai.model.provider", provider),
                text("ai.model.id", "m"),
                number("ai.usage.inputTokens", 5_000),
                number("ai.usage.outputTokens", 200),
                number("ai.usage.totalTokens", 5_200),
                number("ai.usage.cachedInputTokens", 3_000));

        // Beside: 5,000 fresh and 3,000 read. Inside: 5,000 - 3,000.
        assertThat(buckets(event)).containsEntry("in_fresh", fresh).containsEntry("in_cache_read", 3_000L);
        assertThat(usage(event).flags()).doesNotContain(NormalizedUsage.INCONSISTENT);
        assertThat(event.at("/usage/quirk").isMissingNode()).isEqualTo(fresh == 2000);
    }

    @Test
    void theOuterSpanOfTheAiSdkIsTheSumOfItsStepsAlsoInAnExportOfItsOwn() {
        KeyValue[] outer = {
            text("ai.operationId", "ai.generateText"),
            text("ai.model.provider", "openai.chat"),
            text("ai.model.id", "gpt-5"),
            number("ai.usage.promptTokens", 30),
            number("ai.usage.completionTokens", 3)
        };

        assertThat(in("ai", "", outer)).isEmpty();
    }

    @Test
    void embeddingsOfTheAiSdk() {
        var event = only(
                "ai",
                "",
                text("ai.operationId", "ai.embed.doEmbed"),
                text("ai.model.provider", "openai.embedding"),
                text("ai.model.id", "text-embedding-3-small"),
                number("ai.usage.tokens", 12));

        assertThat(event.get("operation").asString()).isEqualTo("embeddings");
        assertThat(event.get("provider").asString()).isEqualTo("openai");
        assertThat(buckets(event)).containsOnly(Map.entry("in_fresh", 12L));
    }

    @Test
    void openLlmetry() {
        var event = only(
                "opentelemetry.instrumentation.openai.v1",
                "0.40.0",
                text("llm.request.type", "chat"),
                text("gen_ai.system", "OpenAI"),
                text("gen_ai.request.model", "gpt-4o"),
                text("traceloop.association.properties.user_id", "u-2"),
                number("gen_ai.usage.prompt_tokens", 100),
                number("gen_ai.usage.completion_tokens", 20),
                number("gen_ai.usage.cache_read_input_tokens", 60),
                number("llm.usage.total_tokens", 120));

        assertThat(event.get("user").asString()).isEqualTo("u-2");
        // 100 - 60
        assertThat(buckets(event))
                .containsOnly(Map.entry("in_fresh", 40L), Map.entry("in_cache_read", 60L), Map.entry("out_text", 20L));
    }

    @ParameterizedTest
    @CsvSource({"0.62.3, 5000", "0.50.1, 5000", "0.62.4, 4000", "1.0.0, 4000", "'', 4000"})
    void openLlmetryForBedrockCountedTheCacheBesideTheInput(String version, long fresh) {
        var event = only(
                "opentelemetry.instrumentation.bedrock",
                version,
                text("gen_ai.operation.name", "chat"),
                text("gen_ai.system", "AWS"),
                text("gen_ai.request.model", "anthropic.claude-sonnet-4-5-20250929-v1:0"),
                number("gen_ai.usage.input_tokens", 5_000),
                number("gen_ai.usage.cache_read.input_tokens", 1_000),
                number("gen_ai.usage.output_tokens", 40),
                number("gen_ai.usage.total_tokens", 5_040));

        assertThat(buckets(event)).containsEntry("in_fresh", fresh).containsEntry("in_cache_read", 1_000L);
        assertThat(usage(event).flags()).doesNotContain(NormalizedUsage.INCONSISTENT);
    }

    @Test
    void theTotalOfStrandsTellsThatTheCacheStandsBesideTheInput() {
        var event = only(
                "strands.telemetry.tracer",
                "",
                text("gen_ai.operation.name", "chat"),
                text("gen_ai.system", "strands-agents"),
                text("gen_ai.request.model", "us.anthropic.claude-sonnet-4-5-20250929-v1:0"),
                number("gen_ai.usage.prompt_tokens", 50_000),
                number("gen_ai.usage.input_tokens", 50_000),
                number("gen_ai.usage.completion_tokens", 100),
                number("gen_ai.usage.output_tokens", 100),
                number("gen_ai.usage.cache_read_input_tokens", 20_000),
                number("gen_ai.usage.cache_write_input_tokens", 3_000),
                number("gen_ai.usage.total_tokens", 73_100));

        // 50,000 + 20,000 + 3,000 + 100 = 73,100
        assertThat(buckets(event))
                .containsEntry("in_fresh", 50_000L)
                .containsEntry("in_cache_read", 20_000L)
                .containsEntry("out_text", 100L)
                .containsValue(3_000L);
        assertThat(usage(event).flags()).contains(NormalizedUsage.DIALECT_SWITCHED);
    }

    @Test
    void langSmith() {
        var event = only(
                "langsmith",
                "",
                text("langsmith.span.kind", "llm"),
                text("gen_ai.system", "openai"),
                text("gen_ai.request.model", "gpt-5"),
                number("gen_ai.usage.input_tokens", 123),
                number("gen_ai.usage.output_tokens", 45),
                number("gen_ai.usage.total_tokens", 168),
                text("gen_ai.usage.input_token_details", "{\"cache_read\": 67}"),
                text("gen_ai.usage.output_token_details", "no json"));

        // 123 - 67
        assertThat(buckets(event))
                .containsOnly(Map.entry("in_fresh", 56L), Map.entry("in_cache_read", 67L), Map.entry("out_text", 45L));
        assertThat(in(
                        "langsmith",
                        "",
                        text("langsmith.span.kind", "chain"),
                        text("gen_ai.request.model", "gpt-5"),
                        number("gen_ai.usage.input_tokens", 123)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gen_ai.usage.cost", "gen_ai.cost.total_cost", "litellm.cost.total"})
    void openLitAndLiteLlmTellWhatACallCost(String attribute) {
        var event = only(
                "litellm",
                "",
                text("gen_ai.operation.name", "chat"),
                text("gen_ai.system", "openai"),
                text("gen_ai.request.model", "gpt-5"),
                number("gen_ai.usage.prompt_tokens", 10),
                number("gen_ai.usage.completion_tokens", 1),
                decimal(attribute, 0.0342));

        assertThat(event.at("/providerCost/amount").decimalValue()).isEqualByComparingTo("0.0342");
        assertThat(buckets(event)).containsOnly(Map.entry("in_fresh", 10L), Map.entry("out_text", 1L));
    }

    @Test
    void pydanticAiTellsThePartsAsDetails() {
        var event = only(
                "pydantic-ai",
                "1.0.0",
                text("gen_ai.operation.name", "chat"),
                text("gen_ai.system", "anthropic"),
                text("gen_ai.request.model", "claude-sonnet-4-5"),
                number("gen_ai.usage.input_tokens", 130_213),
                number("gen_ai.usage.output_tokens", 7),
                number("gen_ai.usage.details.cache_read_tokens", 128_955),
                number("gen_ai.usage.details.cache_write_tokens", 1_253));

        // 130,213 - 128,955 - 1,253
        assertThat(buckets(event)).containsEntry("in_fresh", 5L);
    }

    /** The attributes are those of pydantic-ai, tests/models/test_instrumented.py. */
    @Test
    void pydanticAiTellsSoundAndTheCostThatItEstimates() {
        var event = only(
                "pydantic-ai",
                "1.107.0",
                text("gen_ai.operation.name", "chat"),
                text("gen_ai.provider.name", "openai"),
                text("gen_ai.request.model", "gpt-4o"),
                text("gen_ai.response.model", "gpt-4o-2024-11-20"),
                text("gen_ai.response.id", "response_id"),
                number("gen_ai.usage.input_tokens", 100),
                number("gen_ai.usage.cache_creation.input_tokens", 10),
                number("gen_ai.usage.cache_read.input_tokens", 20),
                number("gen_ai.usage.output_tokens", 200),
                number("gen_ai.usage.details.reasoning_tokens", 30),
                number("gen_ai.usage.details.cache_write_tokens", 10),
                number("gen_ai.usage.details.cache_read_tokens", 20),
                number("gen_ai.usage.details.input_audio_tokens", 10),
                number("gen_ai.usage.details.cache_audio_read_tokens", 5),
                number("gen_ai.usage.details.output_audio_tokens", 30),
                decimal("operation.cost", 0.002225));

        assertThat(event.at("/providerCost/amount").decimalValue()).isEqualByComparingTo("0.002225");
        // Of 100: 10 written, 20 read of which 5 are sound, 10 sound of which 5 are read. 100 - 10 - 20 - (10 - 5) =
        // 65.
        // Of 200: 30 reasoning, 30 sound.
        assertThat(buckets(event))
                .containsOnly(
                        Map.entry("in_fresh", 65L),
                        Map.entry("in_cache_read", 15L),
                        Map.entry("in_cache_write_other", 10L),
                        Map.entry("in_audio", 5L),
                        Map.entry("in_audio_cached", 5L),
                        Map.entry("out_text", 140L),
                        Map.entry("out_reasoning", 30L),
                        Map.entry("out_audio", 30L));
    }

    @Test
    void theRunOfAPydanticAiAgentSumsItsCalls() {
        assertThat(in(
                        "pydantic-ai",
                        "1.107.0",
                        text("gen_ai.operation.name", "invoke_agent"),
                        text("gen_ai.agent.name", "reviewer"),
                        text("model_name", "gpt-4o"),
                        number("gen_ai.aggregated_usage.input_tokens", 100),
                        number("gen_ai.aggregated_usage.output_tokens", 20)))
                .isEmpty();
    }

    @Test
    void logfireTellsCallsOfTheSdksItWraps() {
        var event = only(
                "logfire.openai",
                "4.19.0",
                text("gen_ai.operation.name", "chat"),
                text("gen_ai.system", "openai"),
                text("gen_ai.request.model", "gpt-4o"),
                text("gen_ai.response.model", "gpt-4o-2024-08-06"),
                text("request_data", "{\"messages\":[]}"),
                number("gen_ai.usage.input_tokens", 12),
                number("gen_ai.usage.output_tokens", 3),
                decimal("operation.cost", 0.00006));

        assertThat(event.at("/providerCost/amount").decimalValue()).isEqualByComparingTo("0.00006");
        assertThat(buckets(event)).containsOnly(Map.entry("in_fresh", 12L), Map.entry("out_text", 3L));
    }

    /** The attributes are those of google/adk-python, src/google/adk/telemetry/tracing.py. */
    @Test
    void googleAdkNamesNoOperationOfACall() {
        var event = only(
                "gcp.vertex.agent",
                "1.18.0",
                text("gen_ai.system", "gcp.vertex.agent"),
                text("gen_ai.request.model", "gemini-2.5-flash"),
                text("gcp.vertex.agent.session_id", "s-1"),
                text("gcp.vertex.agent.llm_request", "{}"),
                number("gen_ai.usage.input_tokens", 50),
                number("gen_ai.usage.output_tokens", 40));

        assertThat(event.get("sessionId").asString()).isEqualTo("s-1");
        assertThat(buckets(event)).containsOnly(Map.entry("in_fresh", 50L), Map.entry("out_text", 40L));
    }

    @ParameterizedTest
    @CsvSource({"gemini-2.5-flash, 40, 10", "openai/o3, 40, 0"})
    void googleAdkTellsThoughtsOfGeminiBesideTheOutput(String model, long text, long thoughts) {
        var event = only(
                "gcp.vertex.agent",
                "1.27.0",
                text("gen_ai.operation.name", "generate_content"),
                text("gen_ai.system", "gcp.vertex.agent"),
                text("gen_ai.request.model", model),
                number("gen_ai.usage.input_tokens", 50),
                number("gen_ai.usage.output_tokens", 40),
                number("gen_ai.usage.experimental.reasoning_tokens_limit", 100),
                number("gen_ai.usage.experimental.reasoning_tokens", 10));

        // Candidates are 40 without the thoughts; another model's 40 hold its reasoning.
        assertThat(buckets(event)).containsEntry("in_fresh", 50L).containsEntry("out_text", text);
        assertThat(buckets(event).getOrDefault("out_reasoning", 0L)).isEqualTo(thoughts);
        assertThat(usage(event).flags()).doesNotContain(NormalizedUsage.INCONSISTENT);
    }

    @Test
    void genkitTellsUsageInItsOutput() {
        var event = only(
                "genkit-tracer",
                "v1",
                text("genkit:name", "googleai/gemini-2.5-flash"),
                text("genkit:type", "action"),
                text("genkit:metadata:subtype", "model"),
                text("genkit:sessionId", "s-2"),
                text("genkit:input", "{\"messages\":[]}"),
                text("genkit:output", """
                        {"message":{"role":"model","content":[{"text":"usage"}]},"finishReason":"stop","usage":{"inputTokens":42,
                         "outputTokens":17,"thoughtsTokens":3,"totalTokens":62,"cachedContentTokens":12,"inputCharacters":9}}"""));

        assertThat(event.get("provider").asString()).isEqualTo("googleai");
        assertThat(event.get("model").asString()).isEqualTo("gemini-2.5-flash");
        assertThat(event.get("sessionId").asString()).isEqualTo("s-2");
        // 42 - 12; 42 + 17 + 3 = 62, so the thoughts stand beside the output.
        assertThat(buckets(event))
                .containsOnly(
                        Map.entry("in_fresh", 30L),
                        Map.entry("in_cache_read", 12L),
                        Map.entry("out_text", 17L),
                        Map.entry("out_reasoning", 3L));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "flow|{\"usage\":{\"inputTokens\":42}}",
                "tool|{\"usage\":{\"inputTokens\":42}}",
                "model|no JSON",
                "model|[1]",
                "model|{\"usage\":\"none\"}",
                "model|{\"message\":{\"usage\":{\"inputTokens\":42}}"
            })
    void genkitAroundCallsAndWithoutUsageIsNotCounted(String kind, String output) {
        assertThat(in(
                        "genkit-tracer",
                        "v1",
                        text("genkit:name", "googleai/gemini-2.5-flash"),
                        text("genkit:metadata:subtype", kind),
                        text("genkit:output", output)))
                .isEmpty();
    }

    @Test
    void theSpansOfClaudeCodeAreNotCountedBesideItsEvents() {
        assertThat(in(
                        "com.anthropic.claude_code.tracing",
                        "2.1.224",
                        text("gen_ai.system", "anthropic"),
                        text("gen_ai.request.model", "claude-opus-5"),
                        number("input_tokens", 2),
                        number("output_tokens", 1200),
                        number("cache_read_tokens", 84_562)))
                .isEmpty();
    }

    private static JsonNode only(String scope, String version, KeyValue... attributes) {
        var candidates = in(scope, version, attributes);
        assertThat(candidates).hasSize(1);
        return candidates.getFirst().sent();
    }

    private static List<Candidate> in(String scope, String version, KeyValue... attributes) {
        var export = ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder()
                        .addScopeSpans(ScopeSpans.newBuilder()
                                .setScope(InstrumentationScope.newBuilder()
                                        .setName(scope)
                                        .setVersion(version))
                                .addSpans(span(1, 0, attributes))))
                .build();
        return ModelCalls.in(ProtobufTraces.read(export.toByteArray()));
    }

    private static Map<String, Long> buckets(JsonNode event) {
        var buckets = new HashMap<String, Long>();
        usage(event).quantities().forEach((unit, quantity) -> {
            if (quantity.compareTo(BigDecimal.ZERO) != 0) {
                buckets.put(unit.key(), quantity.longValueExact());
            }
        });
        return buckets;
    }

    private static NormalizedUsage usage(JsonNode event) {
        return new UsageNormalizer()
                .normalize(
                        event.get("usage"), UsageHints.of(event.get("provider").asString()));
    }
}
