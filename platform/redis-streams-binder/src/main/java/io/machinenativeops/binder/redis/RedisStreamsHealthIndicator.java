package io.machinenativeops.binder.redis;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** Up when the server answers; tells how full its memory is. */
final class RedisStreamsHealthIndicator extends AbstractHealthIndicator {

    private final RedisCommands redis;

    RedisStreamsHealthIndicator(RedisCommands redis) {
        super("Redis does not answer");
        this.redis = redis;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        String reply = redis.call(commands -> commands.info());
        String info = reply == null ? "" : reply;
        builder.up()
                .withDetail("version", MemoryGuard.text(info, "redis_version:"))
                .withDetail("usedMemory", MemoryGuard.number(info, "used_memory:"))
                .withDetail("maxMemory", MemoryGuard.number(info, "maxmemory:"));
    }
}
