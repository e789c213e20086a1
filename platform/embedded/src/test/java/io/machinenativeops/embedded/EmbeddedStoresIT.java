package io.machinenativeops.embedded;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(EmbeddedStores.class)
class EmbeddedStoresIT {

    @Test
    void handsOutTheSameStoresToAllTests(
            EmbeddedRedis redis, EmbeddedClickHouse clickHouse, EmbeddedPostgres postgres) {
        assertThat(redis).isSameAs(EmbeddedStores.redis());
        assertThat(clickHouse).isSameAs(EmbeddedStores.clickHouse());
        assertThat(postgres).isSameAs(EmbeddedStores.postgres());
        assertThat(redis.isHealthy()).isTrue();
        assertThat(clickHouse.isHealthy()).isTrue();
        assertThat(EmbeddedStores.redisUrl()).isEqualTo("redis://127.0.0.1:" + redis.port());
        assertThat(EmbeddedStores.clickHouseUrl()).isEqualTo("http://127.0.0.1:" + clickHouse.port());
    }

    @Test
    void keepsTestsApart() {
        assertThat(EmbeddedStores.freshDatabase()).isNotEqualTo(EmbeddedStores.freshDatabase());
        assertThat(EmbeddedStores.freshKeyPrefix()).isNotEqualTo(EmbeddedStores.freshKeyPrefix());
        assertThat(EmbeddedStores.freshFolder()).isEmptyDirectory().isNotEqualTo(EmbeddedStores.freshFolder());
    }
}
