package io.machinenativeops.tokentracking.ingest.rest;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.tokentracking.Mutations;
import io.machinenativeops.tokentracking.ingest.FuzzedIntake;
import io.machinenativeops.tokentracking.ingest.Source;
import io.machinenativeops.tokentracking.ingest.UsageIntake;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever is sent gets a verdict or a refusal of the 4xx kind, and what is accepted can be stored. */
class UsageEventsFuzzTest {

    private static final int INPUTS = 30_000;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final List<JsonNode> good =
            List.of(JSON.readTree("""
                    {"events":[{"eventId":"e-1","occurredAt":"%s","provider":"anthropic","model":"claude-sonnet-4-5",
                     "operation":"chat","agent":"reviewer","sessionId":"s-1","traceId":"t","spanId":"s","responseId":"msg_1",
                     "user":"u-7","tags":{"feature":"review","n":1},"prompt":{"name":"review","version":3},"latencyMs":1840,
                     "timeToFirstTokenMs":310,"status":"ok","serviceTier":"standard","region":"eu","environment":"test",
                     "providerCost":{"amount":"0.0123","currency":"USD"},
                     "usage":{"input_tokens":3,"cache_creation_input_tokens":12304,"output_tokens":550,
                      "cache_creation":{"ephemeral_5m_input_tokens":12304,"ephemeral_1h_input_tokens":0},
                      "server_tool_use":{"web_search_requests":2}}}]}""".formatted(java.time.Instant.now())), JSON.readTree("""
                    {"events":[{"provider":"openai","model":"gpt-4o","usage":{"prompt_tokens":100,"completion_tokens":20,
                     "total_tokens":120,"prompt_tokens_details":{"cached_tokens":64,"audio_tokens":0},
                     "completion_tokens_details":{"reasoning_tokens":10,"audio_tokens":0}}},
                     {"provider":"openai","model":"gpt-5","responseId":"r","usage":{"input_tokens":1,"output_tokens":2,
                     "input_tokens_details":{"cached_tokens":1},"output_tokens_details":{"reasoning_tokens":1},"total_tokens":3}}]}"""), JSON.readTree("""
                    {"events":[{"provider":"gcp.gemini","model":"gemini-2.5-pro","usage":{"promptTokenCount":10,
                     "candidatesTokenCount":5,"thoughtsTokenCount":7,"cachedContentTokenCount":2,"toolUsePromptTokenCount":1,
                     "totalTokenCount":23,"promptTokensDetails":[{"modality":"TEXT","tokenCount":10}]}},
                     {"provider":"aws.bedrock","model":"anthropic.claude-sonnet-4-5-20250929-v1:0","usage":{"inputTokens":5,
                     "outputTokens":6,"totalTokens":11,"cacheReadInputTokens":0,"cacheWriteInputTokens":0}},
                     {"provider":"openai","model":"gpt-4o-mini","inputTokens":7,"outputTokens":3,"cacheReadTokens":2,
                     "reasoningTokens":1,"usageStatus":"estimated"}]}"""));

    private final UsageIntake intake = FuzzedIntake.intake();

    @ParameterizedTest
    @ValueSource(longs = {20261122, 20261123})
    void eventsThatAreChangedInTheirStructureOrBytesNeverBreakTheReader(long seed) {
        var random = new Random(seed);
        int accepted = 0;
        int refused = 0;
        for (int input = 0; input < INPUTS; input++) {
            var good = this.good.get(random.nextInt(this.good.size()));
            var body = random.nextInt(4) > 0
                    ? Mutations.json(random, good)
                    : Mutations.bytes(random, JSON.writeValueAsBytes(good));
            try {
                var reply = reply(body);
                accepted += reply.accepted();
                refused += reply.rejected().size();
            } catch (ProblemException problem) {
                assertThat(problem.type().status().is4xxClientError())
                        .as(shown(seed, input, body))
                        .isTrue();
                assertThat(problem.detail()).as(shown(seed, input, body)).isNotBlank();
                JSON.writeValueAsBytes(problem.detail());
                refused++;
            } catch (RuntimeException | StackOverflowError escaped) {
                throw new AssertionError(shown(seed, input, body), escaped);
            }
        }
        // A fuzzer of which nothing is taken, or everything, tries nothing.
        assertThat(accepted).isGreaterThan(INPUTS / 20);
        assertThat(refused).isGreaterThan(INPUTS / 4);
    }

    private UsageReply reply(byte[] body) {
        var reply = UsageReply.of(intake.take(FuzzedIntake.CALLER, Source.REST, EventBatch.read(body, 1_000)));
        JSON.writeValueAsBytes(reply);
        for (var rejected : reply.rejected()) {
            assertThat(rejected.problem().detail()).isNotBlank();
            assertThat(rejected.problem().status()).isBetween(400, 499);
        }
        return reply;
    }

    private static String shown(long seed, int input, byte[] body) {
        var text = new String(body, StandardCharsets.UTF_8);
        return "seed %d, input %d: %s".formatted(seed, input, text.length() > 2_000 ? text.substring(0, 2_000) : text);
    }
}
