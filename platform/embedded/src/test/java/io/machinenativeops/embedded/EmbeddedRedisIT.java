package io.machinenativeops.embedded;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EmbeddedRedisIT {

    @Test
    void acknowledgedWritesSurviveSigkill() {
        try (EmbeddedRedis redis =
                EmbeddedRedis.in(EmbeddedStores.freshFolder()).start()) {
            try (RedisClient client = RedisClient.create(redis.url());
                    StatefulRedisConnection<String, String> connection = client.connect()) {
                connection.sync().set("k", "v");
            }
            redis.kill();
            assertThat(redis.isHealthy()).isFalse();
            redis.restart();
            try (RedisClient client = RedisClient.create(redis.url());
                    StatefulRedisConnection<String, String> connection = client.connect()) {
                assertThat(connection.sync().get("k")).isEqualTo("v");
            }
        }
    }
}
