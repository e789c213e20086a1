package io.machinenativeops.gateway.limit;

import java.time.Duration;
import java.util.List;

import io.machinenativeops.embedded.EmbeddedStores;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Two gateways that share a Redis. */
class LimitCounterIT {

    private final RedisBuckets redisOfOne = new RedisBuckets(EmbeddedStores.redisUrl(), Duration.ofSeconds(5));
    private final RedisBuckets redisOfOther = new RedisBuckets(EmbeddedStores.redisUrl(), Duration.ofSeconds(5));
    private final LimitCounter one = new LimitCounter(redisOfOne, new SimpleMeterRegistry());
    private final LimitCounter other = new LimitCounter(redisOfOther, new SimpleMeterRegistry());

    @BeforeEach
    void connected() {
        await().until(() -> redisOfOne.isUsable() && redisOfOther.isUsable());
    }

    @AfterEach
    void close() {
        redisOfOne.close();
        redisOfOther.close();
    }

    private static Limit limit(String size) {
        return new Limit("key", EmbeddedStores.freshKeyPrefix(), LimitSize.of(size));
    }

    private int granted(Limit limit, int requests) {
        var granted = 0;
        for (var request = 0; request < requests; request++) {
            var taken = (request % 2 == 0 ? one : other).take(List.of(limit));
            granted += taken.getFirst().granted() ? 1 : 0;
        }
        return granted;
    }

    @Test
    void grantASmallLimitOnceTogether() {
        assertThat(granted(limit("20/1d"), 60)).isEqualTo(20);
    }

    @Test
    void grantALargeLimitOnceTogetherButForTwoHundredthsEach() {
        assertThat(granted(limit("1000/1d"), 3_000)).isBetween(1_000, 1_040);
    }

    @Test
    void grantTheWholeLimitEachWithoutRedis() {
        redisOfOne.avoid(new IllegalStateException("planned"));
        redisOfOther.avoid(new IllegalStateException("planned"));
        assertThat(granted(limit("20/1d"), 60)).isEqualTo(40);
    }
}
