package io.machinenativeops.binder.redis;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.machinenativeops.binder.redis.RedisStreamsBinderProperties.Claims;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RedisStreamsBinderPropertiesTest {

    @Test
    void hasDefaultsForAll() {
        var properties = bind(Map.of());

        assertThat(properties.uri()).isEqualTo("redis://127.0.0.1:6379");
        assertThat(properties.commandTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(properties.maxMemoryRatio()).isEqualTo(0.8);
        assertThat(properties.appendOnce()).isEqualTo(new Claims(Duration.ofDays(7), 10_000_000, 0.25));
    }

    @Test
    void namesTheValueItRefuses() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Claims(Duration.ZERO, 100, 0.25))
                .withMessage("append-once.retention is PT0S: expected at least 1s");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Claims(Duration.ofDays(1), 7, 0.25))
                .withMessage("append-once.max-ids is 7: expected at least 8");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RedisStreamsBinderProperties(
                        "redis://x",
                        "",
                        "c",
                        Duration.ZERO,
                        Duration.ZERO,
                        1.5,
                        Duration.ZERO,
                        new Claims(Duration.ofDays(1), 8, 0.25)))
                .withMessage("max-memory-ratio is 1.5: expected more than 0 and at most 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StreamKeys("").stream("a{b"))
                .withMessage("destination 'a{b' is not usable: expected a name without braces");
        assertThatIllegalArgumentException().isThrownBy(() -> new Part("", "f", new byte[0]));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new AppendRequest("d", "", Map.of(), new byte[0], new byte[0], new byte[0], List.of()));
    }

    @Test
    void leavesMostOfTheServersMemoryToStreams() {
        var claims = new Claims(Duration.ofDays(7), 10_000_000, 0.25);

        assertThat(claims.idsOfHash(8, 0)).isEqualTo(1_250_000);
        // 512 MiB * 0.25 / 73 bytes = 1,838,599 ids
        assertThat(claims.idsOfHash(8, 512L << 20)).isEqualTo(229_824);
        assertThat(claims.idsOfHash(8, 64L << 30)).isEqualTo(1_250_000);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Claims(Duration.ofDays(7), 8, 0))
                .withMessage("append-once.memory-share is 0.0: expected more than 0 and at most 1");
    }

    @Test
    void keepsAllKeysOfADestinationOnOneSlot() {
        var keys = new StreamKeys("app:");

        assertThat(keys.stream("orders")).isEqualTo("app:{orders}");
        assertThat(keys.key("orders", "claims:3")).isEqualTo("app:{orders}:claims:3");
        assertThat(RedisDeadLetters.stream(keys, "orders", "billing")).isEqualTo("app:{orders}:dlq:billing");
    }

    @Test
    void readsLinesOfTheServersInformation() {
        String info = "# Memory\r\nused_memory:1024\r\nused_memory_peak:2048\r\nmaxmemory:0\r\n";

        assertThat(MemoryGuard.number(info, "used_memory:")).isEqualTo(1024);
        assertThat(MemoryGuard.number(info, "maxmemory:")).isZero();
        assertThat(MemoryGuard.number(info, "absent:")).isZero();
        assertThat(MemoryGuard.text(info, "used_memory_peak:")).isEqualTo("2048");
    }

    private static RedisStreamsBinderProperties bind(Map<String, String> values) {
        return new Binder(new MapConfigurationPropertySource(values))
                .bindOrCreate("spring.cloud.stream.redis-streams.binder", RedisStreamsBinderProperties.class);
    }
}
