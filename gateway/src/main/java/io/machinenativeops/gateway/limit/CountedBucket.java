package io.machinenativeops.gateway.limit;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import org.jspecify.annotations.Nullable;

/** The bucket of one limit: what all gateways share of it, and what stands in for that while Redis is away. */
final class CountedBucket {

    private final Limit limit;
    private final BucketConfiguration configuration;
    private final Bucket alone;
    private volatile @Nullable AsyncBucketProxy shared;
    private volatile long refusedUntil = System.nanoTime();

    CountedBucket(Limit limit) {
        this.limit = limit;
        var size = limit.size();
        this.configuration = BucketConfiguration.builder()
                .addLimit(bandwidth -> bandwidth.capacity(size.requests()).refillGreedy(size.requests(), size.window()))
                .build();
        this.alone = Bucket.builder()
                .addLimit(bandwidth -> bandwidth.capacity(size.requests()).refillGreedy(size.requests(), size.window()))
                .build();
    }

    Limit limit() {
        return limit;
    }

    /** How long it is known to refuse; zero when it has to be asked. */
    Duration refusing() {
        return Duration.ofNanos(Math.max(0, refusedUntil - System.nanoTime()));
    }

    CompletableFuture<ConsumptionProbe> takeShared(RedisBuckets redis) {
        var bucket = shared;
        if (bucket == null) {
            bucket = redis.open(limit, configuration);
            shared = bucket;
        }
        return bucket.tryConsumeAndReturnRemaining(1);
    }

    Taken takeAlone() {
        return told(alone.tryConsumeAndReturnRemaining(1));
    }

    Taken told(ConsumptionProbe probe) {
        if (!probe.isConsumed()) {
            refusedUntil = System.nanoTime() + probe.getNanosToWaitForRefill();
        }
        return Taken.of(limit, probe);
    }
}
