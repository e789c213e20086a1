package io.machinenativeops.bench;

import io.machinenativeops.embedded.EmbeddedRedis;
import io.machinenativeops.embedded.EmbeddedStores;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RedisPolicyIT {

    @Test
    void asksRedisWhenItSyncs() {
        try (var redis = EmbeddedRedis.in(EmbeddedStores.freshFolder())
                .appendFsync("everysec")
                .start()) {
            assertThat(RedisPolicy.of(redis.port())).isEqualTo("everysec");
        }
    }

    @Test
    void saysThatItDoesNotKnowWhereNothingListens() {
        assertThat(RedisPolicy.of(1)).isEqualTo("unknown");
    }
}
