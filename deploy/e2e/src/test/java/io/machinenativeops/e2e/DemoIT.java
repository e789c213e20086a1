package io.machinenativeops.e2e;

import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A short demo: what it says it recorded is what the summary shows, and playing it again doubles nothing. */
@ExtendWith(RunningStack.class)
class DemoIT {

    @Test
    void playsADayOfFiveTeamsOnce(Stack stack, Api api) {
        var first = stack.mno("demo", "--days", "1", "--seed", "7", "--no-live");
        assertThat(first.exitCode()).as(first.output()).isZero();
        assertThat(first.output()).contains("ask 'summary?groupBy=tag:team").contains(" 0 rejected");
        var recorded = number(first.output(), "([\\d,]+) calls recorded");
        assertThat(recorded).isGreaterThan(200);

        var second = stack.mno("demo", "--days", "1", "--seed", "7", "--no-live");
        // Today goes on between the two.
        assertThat(number(second.output(), "([\\d,]+) were there already")).isEqualTo(recorded);

        var all = recorded + number(second.output(), "([\\d,]+) calls recorded");
        var summary = await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> teams(api),
                        found -> found.get("total").get("events").asLong() >= all);
        assertThat(summary.get("total").get("events").asLong()).isEqualTo(all);
        assertThat(summary.get("groups").size()).isEqualTo(5);
        assertThat(summary.get("total").get("unpricedEvents").asLong())
                .as("only the model that nobody has a price for")
                .isBetween(1L, all / 20);
    }

    private static JsonNode teams(Api api) {
        var now = Instant.now();
        return api.get(("/api/v1/usage/summary?groupBy=tag:team&tag:team=payments&tag:team=platform"
                                + "&tag:team=search&tag:team=support&tag:team=research&from=%s&to=%s")
                        .formatted(now.minus(Duration.ofDays(3)), now.plusSeconds(60)))
                .json();
    }

    private static long number(String output, String pattern) {
        var match = Pattern.compile(pattern).matcher(output);
        assertThat(match.find()).as(output).isTrue();
        return Long.parseLong(match.group(1).replace(",", ""));
    }
}
