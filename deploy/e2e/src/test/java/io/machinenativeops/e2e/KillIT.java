package io.machinenativeops.e2e;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * SIGKILL under load. Every batch is sent until it is acknowledged, as a careful client does; afterwards the ids that were
 * acknowledged and the ids that are stored are the same set, and each is stored once.
 */
@ExtendWith(RunningStack.class)
class KillIT {

    private static final int KILLS = 5;
    private static final Duration RECOVERY = Duration.ofMinutes(3);

    @ParameterizedTest(name = "{0}, seed {1}")
    @CsvSource({"token-tracking, 20261122", "redis, 20261123"})
    void nothingAcknowledgedIsLostAndNothingIsDoubled(String victim, long seed, Stack stack, Api api) throws Exception {
        var random = new Random(seed);
        var started = Instant.now();
        var agent = "kill-" + victim;
        try (var load = new Load(stack, agent, seed)) {
            for (var kill = 0; kill < KILLS; kill++) {
                var before = load.acknowledged().size();
                // The load must be flowing again before the next kill, or the kill would hit an idle process.
                await().atMost(RECOVERY).until(() -> load.acknowledged().size() > before + 1_000);
                TimeUnit.MILLISECONDS.sleep(random.nextInt(700));
                var pid = stack.kill(victim);
                await().atMost(RECOVERY).until(() -> isUpAgain(stack, victim, pid));
            }
            var last = load.acknowledged().size();
            await().atMost(RECOVERY).until(() -> load.acknowledged().size() > last + 1_000);
            load.finish();

            var acknowledged = load.acknowledged();
            var range = "from=%s&to=%s"
                    .formatted(started.minusSeconds(60), Instant.now().plusSeconds(60));
            await().atMost(RECOVERY).until(() -> count(api, agent, range), count -> count >= acknowledged.size());

            assertThat(load.attemptsThatFailed())
                    .as("a kill that no request noticed proves nothing")
                    .isPositive();
            assertThat(load.duplicatesSent()).isPositive();
            assertThat(storedIds(api, agent, range)).isEqualTo(acknowledged);
            assertThat(count(api, agent, range)).isEqualTo(acknowledged.size());
            System.getLogger(KillIT.class.getName())
                    .log(
                            System.Logger.Level.INFO,
                            "{0} killed {1} times: {2} events acknowledged and stored, "
                                    + "{3} requests failed, {4} events sent again, {5}/s, outages included",
                            victim,
                            KILLS,
                            acknowledged.size(),
                            load.attemptsThatFailed(),
                            load.duplicatesSent(),
                            load.rate());
        }
    }

    private static boolean isUpAgain(Stack stack, String name, long oldPid) {
        return stack.status().stream()
                .anyMatch(row -> row.get("name").asString().equals(name)
                        && row.get("pid").asLong() != oldPid
                        && row.get("state").asString().equals("ready"));
    }

    private static long count(Api api, String agent, String range) {
        return api.get("/api/v1/usage/summary?agent=" + agent + "&" + range)
                .json()
                .get("total")
                .get("events")
                .asLong();
    }

    private static Set<String> storedIds(Api api, String agent, String range) {
        var ids = new HashSet<String>();
        var cursor = "";
        do {
            var page = api.get("/api/v1/usage/events?limit=1000&agent=" + agent + "&" + range + cursor)
                    .json();
            for (var item : page.get("items").values()) {
                assertThat(ids.add(item.get("eventId").asString()))
                        .as("stored twice: %s", item)
                        .isTrue();
            }
            var next = page.get("nextCursor");
            cursor = next == null || next.isNull() ? "" : "&cursor=" + Api.encode(next.asString());
        } while (!cursor.isEmpty());
        return ids;
    }
}
