package io.machinenativeops.gateway.limit;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.AsyncProxyManager;
import io.github.bucket4j.distributed.proxy.optimization.DelayParameters;
import io.github.bucket4j.distributed.proxy.optimization.Optimization;
import io.github.bucket4j.distributed.proxy.optimization.Optimizations;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The buckets in Redis. Each gateway takes from its own copy of a bucket and settles with Redis when the copy is old, or a
 * hundredth of the limit was taken: most requests ask nobody, and all buckets of a request that are asked are asked at once.
 * Limits under a hundred requests are exact: they ask for every request.
 */
final class RedisBuckets implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RedisBuckets.class);
    private static final Duration OLDEST_COPY = Duration.ofMillis(100);
    private static final int UNSETTLED_PART = 100;
    private static final Duration KEPT_LONGER = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final long AVOIDED = TimeUnit.SECONDS.toNanos(1);

    private final Duration timeout;
    private final ClientResources resources;
    private final RedisClient client;
    private volatile @Nullable AsyncProxyManager<byte[]> buckets;
    private volatile long avoidedUntil = System.nanoTime();
    private volatile boolean closed;

    RedisBuckets(String uri, Duration timeout) {
        this.timeout = timeout;
        this.resources =
                ClientResources.builder().reconnectDelay(Delay.constant(PAUSE)).build();
        var address = RedisURI.create(uri);
        address.setTimeout(timeout);
        address.setClientName("gateway-limits");
        this.client = RedisClient.create(resources, address);
        client.setOptions(ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .timeoutOptions(TimeoutOptions.enabled(timeout))
                .build());
        Thread.ofVirtual().name("limits-connect").start(this::connect);
    }

    /** Whether it makes sense to ask Redis now. */
    boolean isUsable() {
        return buckets != null && System.nanoTime() - avoidedUntil >= 0;
    }

    /** Redis did not answer: for a while nobody asks it. */
    void avoid(Throwable failure) {
        if (isUsable()) {
            log.warn("Limits are counted by this gateway alone, Redis does not answer: {}", failure.toString());
        }
        avoidedUntil = System.nanoTime() + AVOIDED;
    }

    Duration timeout() {
        return timeout;
    }

    /** The shared bucket of a limit. Only while {@link #isUsable}. */
    AsyncBucketProxy open(Limit limit, BucketConfiguration configuration) {
        var open = buckets;
        if (open == null) {
            throw new IllegalStateException("Redis was not reached yet");
        }
        return open.builder()
                .withOptimization(copied(limit.size()))
                .build(
                        limit.bucket().getBytes(StandardCharsets.UTF_8),
                        () -> CompletableFuture.completedFuture(configuration));
    }

    private static Optimization copied(LimitSize size) {
        var unsettled = size.requests() / UNSETTLED_PART;
        return unsettled == 0
                ? Optimizations.batching()
                : Optimizations.delaying(new DelayParameters(unsettled, OLDEST_COPY));
    }

    private void connect() {
        while (!closed) {
            try {
                buckets = Bucket4jLettuce.casBasedBuilder(client.connect(ByteArrayCodec.INSTANCE))
                        .requestTimeout(timeout)
                        .expirationAfterWrite(
                                ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(KEPT_LONGER))
                        .build()
                        .asAsync();
                return;
            } catch (RedisException away) {
                log.debug("Redis can't be reached for limits", away);
                pause();
            }
        }
    }

    private void pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    @Override
    public void close() {
        closed = true;
        client.shutdown(Duration.ZERO, PAUSE);
        var _ = resources.shutdown(0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
