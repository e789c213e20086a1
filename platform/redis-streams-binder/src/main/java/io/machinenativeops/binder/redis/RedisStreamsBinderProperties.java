package io.machinenativeops.binder.redis;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the binder reaches Redis, and what it may use there.
 *
 * @param uri of the server: {@code redis://}, {@code rediss://} or {@code redis-sentinel://}
 * @param keyPrefix put before every key
 * @param clientName shown by {@code CLIENT LIST}
 * @param connectTimeout how long a connection may take to open
 * @param commandTimeout how long a command may take
 * @param maxMemoryRatio share of the server's {@code maxmemory} above which appends are refused; 1 leaves it to the server
 * @param fullRetryAfter what a refused caller is told to wait
 * @param appendOnce what is kept of claimed ids
 */
@ConfigurationProperties("spring.cloud.stream.redis-streams.binder")
public record RedisStreamsBinderProperties(
        @DefaultValue("redis://127.0.0.1:6379") String uri,
        @DefaultValue("") String keyPrefix,
        @DefaultValue("redis-streams-binder") String clientName,
        @DefaultValue("2s") Duration connectTimeout,
        @DefaultValue("3s") Duration commandTimeout,
        @DefaultValue("0.8") double maxMemoryRatio,
        @DefaultValue("5s") Duration fullRetryAfter,
        @DefaultValue Claims appendOnce) {

    public RedisStreamsBinderProperties {
        if (!(maxMemoryRatio > 0 && maxMemoryRatio <= 1)) {
            throw new IllegalArgumentException(
                    "max-memory-ratio is " + maxMemoryRatio + ": expected more than 0 and at most 1");
        }
    }

    /**
     * What a destination remembers of claimed ids.
     *
     * @param retention how long a claimed id is remembered at least, unless {@code maxIds} is reached
     * @param maxIds how many ids a destination remembers at most; the oldest eighth is forgotten at once
     */
    public record Claims(
            @DefaultValue("7d") Duration retention,
            @DefaultValue("10000000") long maxIds) {

        public Claims {
            if (retention.compareTo(Duration.ofSeconds(1)) < 0) {
                throw new IllegalArgumentException("append-once.retention is " + retention + ": expected at least 1s");
            }
            if (maxIds < 8) {
                throw new IllegalArgumentException("append-once.max-ids is " + maxIds + ": expected at least 8");
            }
        }
    }
}
