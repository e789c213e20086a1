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

    /** What a claimed id costs Redis, measured: README.md. */
    private static final int BYTES_OF_ID = 73;

    public RedisStreamsBinderProperties {
        if (!(maxMemoryRatio > 0 && maxMemoryRatio <= 1)) {
            throw new IllegalArgumentException(
                    "max-memory-ratio is " + maxMemoryRatio + ": expected more than 0 and at most 1");
        }
    }

    /**
     * What a destination remembers of claimed ids. At its bound the oldest eighth is forgotten at once.
     *
     * @param retention how long a claimed id is remembered at least, unless a bound is reached
     * @param maxIds how many ids are remembered at most
     * @param memoryShare how much of the server's {@code maxmemory} they may take at most
     */
    public record Claims(
            @DefaultValue("7d") Duration retention,
            @DefaultValue("10000000") long maxIds,
            @DefaultValue("0.25") double memoryShare) {

        public Claims {
            if (retention.compareTo(Duration.ofSeconds(1)) < 0) {
                throw new IllegalArgumentException("append-once.retention is " + retention + ": expected at least 1s");
            }
            if (maxIds < 8) {
                throw new IllegalArgumentException("append-once.max-ids is " + maxIds + ": expected at least 8");
            }
            if (!(memoryShare > 0 && memoryShare <= 1)) {
                throw new IllegalArgumentException(
                        "append-once.memory-share is " + memoryShare + ": expected more than 0 and at most 1");
            }
        }

        /** How many ids one of {@code hashes} hashes may hold on a server of this memory; 0 when that is not bounded. */
        long idsOfHash(int hashes, long maxMemory) {
            long fit = maxMemory == 0 ? maxIds : Math.min(maxIds, (long) (maxMemory * memoryShare / BYTES_OF_ID));
            return Math.max(1, fit / hashes);
        }
    }
}
