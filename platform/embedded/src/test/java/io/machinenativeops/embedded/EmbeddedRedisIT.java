package io.machinenativeops.embedded;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EmbeddedRedisIT {

    private final Path folder = EmbeddedStores.freshFolder();

    @Test
    void acknowledgedWritesSurviveSigkill() {
        try (EmbeddedRedis redis = EmbeddedRedis.in(folder).start()) {
            for (int round = 0; round < 3; round++) {
                String key = "k" + round;
                with(redis, commands -> commands.set(key, "v"));
                redis.kill();
                assertThat(redis.isHealthy()).isFalse();
                redis.restart();
                assertThat(redis.isHealthy()).isTrue();
            }
            long keys = with(redis, RedisCommands::dbsize);
            assertThat(keys).isEqualTo(3);
        }
    }

    @Test
    void stopsInGoodOrderAndStartsAgainOnTheSameFolder() {
        EmbeddedRedis first = EmbeddedRedis.in(folder).appendFsync("everysec").start();
        with(first, commands -> commands.set("k", "v"));
        ProcessHandle process = ProcessHandle.of(first.pid()).orElseThrow();
        assertThat(first.stop()).isZero();
        assertThat(process.isAlive()).isFalse();
        try (EmbeddedRedis second =
                EmbeddedRedis.in(folder).port(first.port()).outlivesThisJvm().start()) {
            assertThat(second.url()).isEqualTo("redis://127.0.0.1:" + first.port());
            String value = with(second, commands -> commands.get("k"));
            assertThat(value).isEqualTo("v");
        }
    }

    @Test
    void syncsEveryWriteAndRefusesWritesWhenFull() {
        try (EmbeddedRedis redis =
                EmbeddedRedis.in(folder).maxMemoryMegabytes(3).start()) {
            Map<String, String> configuration = with(redis, commands -> commands.configGet("append*"));
            assertThat(configuration).containsEntry("appendonly", "yes").containsEntry("appendfsync", "always");
            assertThatThrownBy(() -> with(redis, commands -> {
                        for (int i = 0; i < 100; i++) {
                            commands.set("k" + i, "x".repeat(100_000));
                        }
                        return "all";
                    }))
                    .isInstanceOf(RedisCommandExecutionException.class)
                    .hasMessageContaining("OOM");
        }
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        EmbeddedRedis.Setup setup = EmbeddedRedis.in(folder);
        assertThatThrownBy(() -> setup.appendFsync("sometimes")).hasMessageContaining("'sometimes'");
        assertThatThrownBy(() -> setup.maxMemoryMegabytes(0)).hasMessageContaining("0 MiB");
    }

    private static <T> T with(EmbeddedRedis redis, Function<RedisCommands<String, String>, T> use) {
        try (RedisClient client = RedisClient.create(redis.url());
                StatefulRedisConnection<String, String> connection = client.connect()) {
            return use.apply(connection.sync());
        }
    }
}
