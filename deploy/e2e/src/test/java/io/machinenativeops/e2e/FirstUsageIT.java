package io.machinenativeops.e2e;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The README, word for word: its first {@code curl} sent twice, and the exact cost read once. */
@ExtendWith(RunningStack.class)
class FirstUsageIT {

    @Test
    void theFirstCurlOfTheReadmeCountsOnceHoweverOftenItIsSent(Stack stack, Api api) throws Exception {
        var readme = Files.readString(stack.root().resolve("README.md"));
        var block = Pattern.compile("```bash\n(KEY=.*?)```", Pattern.DOTALL).matcher(readme);
        assertThat(block.find()).isTrue();
        var script = block.group(1)
                .replace(
                        ".mno/credentials.json",
                        stack.home().resolve("credentials.json").toString())
                .replace("http://127.0.0.1:8080", stack.gatewayUrl());

        var first = stack.run(List.of("bash", "-ec", script), Map.of(), stack.root());
        var second = stack.run(List.of("bash", "-ec", script), Map.of(), stack.root());

        assertThat(Stack.JSON.readTree(first.output()).get("accepted").asInt()).isEqualTo(1);
        assertThat(Stack.JSON.readTree(second.output()).get("accepted").asInt()).isZero();
        assertThat(Stack.JSON.readTree(second.output()).get("duplicates").asInt())
                .isEqualTo(1);

        var group = await().atMost(Duration.ofSeconds(60)).until(() -> reviewer(api), found -> found != null);
        assertThat(group.get("events").asLong()).isEqualTo(1);
        // 3 x 0.000003 + 12304 x 0.00000375 + 550 x 0.000015
        assertThat(new BigDecimal(group.get("cost").asString())).isEqualByComparingTo("0.054399");
        assertThat(group.get("inputTokens").asLong()).isEqualTo(12_307);
        assertThat(group.get("cacheWriteTokens").asLong()).isEqualTo(12_304);
        assertThat(group.get("outputTokens").asLong()).isEqualTo(550);
    }

    @Test
    void theExplanationShowsEachLineAndAddsUpToTheCost(Api api) {
        api.post("/api/v1/usage-events", """
                {"events":[{"eventId":"explained-1","provider":"anthropic","model":"claude-sonnet-4-5","agent":"explainer",
                  "usage":{"input_tokens":3,"cache_creation_input_tokens":12304,"output_tokens":550}}]}""");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> api.get("/api/v1/usage/events/explained-1").status() == 200);

        var explanation =
                api.get("/api/v1/usage/events/explained-1/cost-explanation").json();

        assertThat(new BigDecimal(explanation.get("cost").asString())).isEqualByComparingTo("0.054399");
        var sum = BigDecimal.ZERO;
        for (var line : explanation.get("lines").values()) {
            var amount = new BigDecimal(line.get("amount").asString());
            assertThat(amount)
                    .isEqualByComparingTo(new BigDecimal(line.get("quantity").asString())
                            .multiply(new BigDecimal(line.get("unitPrice").asString())));
            sum = sum.add(amount);
        }
        assertThat(sum).isEqualByComparingTo("0.054399");
        assertThat(explanation
                        .get("rawUsage")
                        .get("cache_creation_input_tokens")
                        .asInt())
                .isEqualTo(12_304);
        assertThat(explanation.get("priceVersion").asString()).isNotBlank();
    }

    private static @org.jspecify.annotations.Nullable JsonNode reviewer(Api api) {
        for (var group : api.get("/api/v1/usage/summary?groupBy=agent,model")
                .json()
                .get("groups")
                .values()) {
            if (group.get("key").get("agent").asString("").equals("reviewer")) {
                return group;
            }
        }
        return null;
    }
}
