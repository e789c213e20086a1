package io.machinenativeops.gateway.limit;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import org.jspecify.annotations.Nullable;

/** The bucket of one limit: what all gateways share of it, and what stands in for that while Redis is away. */
final class CountedBucket {

    /** Limits of fewer requests are held to the request. */
    private static final int EXACT = 100;

    private static final int SCARCE_PART = 10;
    private static final int UNHEARD_PART = 100;

    private final Limit limit;
    private final BucketConfiguration configuration;
    private final Bucket alone;
    private volatile @Nullable AsyncBucketProxy shared;
    private volatile long refusedUntil = System.nanoTime();
    private final AtomicInteger unheard = new AtomicInteger();
    private volatile Taken last;

    CountedBucket(Limit limit) {
        this.limit = limit;
        this.last = new Taken(limit, true, limit.size().requests(), Duration.ZERO, Duration.ZERO);
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

    /**
     * Whether so much was left a moment ago, and so few were let through since without having heard, that a request need not
     * wait to hear how much is left now.
     */
    boolean isAmple() {
        var requests = limit.size().requests();
        return requests >= EXACT
                && last.remaining() >= requests / SCARCE_PART
                && unheard.get() < requests / UNHEARD_PART;
    }

    /** Lets a request through before its answer is there. */
    Taken assume(CompletableFuture<ConsumptionProbe> answer, Consumer<Throwable> onFailure) {
        unheard.incrementAndGet();
        var _ = answer.handle((probe, failure) -> {
            unheard.decrementAndGet();
            if (failure != null) {
                onFailure.accept(failure);
                return last;
            }
            return told(probe);
        });
        var known = last;
        return new Taken(limit, true, Math.max(0, known.remaining() - 1), Duration.ZERO, known.reset());
    }

    Taken takeAlone() {
        return told(alone.tryConsumeAndReturnRemaining(1));
    }

    Taken told(ConsumptionProbe probe) {
        if (!probe.isConsumed()) {
            refusedUntil = System.nanoTime() + probe.getNanosToWaitForRefill();
        }
        var heard = Taken.of(limit, probe);
        last = heard;
        return heard;
    }
}
