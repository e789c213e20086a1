package io.machinenativeops.gateway.limit;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.ConsumptionProbe;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Takes one request from all of its limits. What refuses is remembered until it has something again: until then it is not
 * asked, and the other limits of the request are not charged for what is refused. Where plenty is left nobody waits for Redis.
 */
final class LimitCounter {

    /** Callers that are gone for long have full buckets. */
    private static final Duration FORGOTTEN = Duration.ofMinutes(10);

    /** About 3 KB each; what is forgotten is still known to Redis. */
    private static final long MOST_BUCKETS = 10_000;

    private final RedisBuckets redis;
    private final LoadingCache<Limit, CountedBucket> buckets = Caffeine.newBuilder()
            .maximumSize(MOST_BUCKETS)
            .expireAfterAccess(FORGOTTEN)
            .build(CountedBucket::new);
    private final Counter alone;

    LimitCounter(RedisBuckets redis, MeterRegistry meters) {
        this.redis = redis;
        this.alone = Counter.builder("mno.gateway.limits.alone")
                .description("Requests whose limits were counted without Redis")
                .register(meters);
    }

    /** One answer a limit, in their order; of a limit that is known to refuse, that one alone. */
    List<Taken> take(List<Limit> limits) {
        var asked = limits.stream().map(buckets::get).toList();
        for (var bucket : asked) {
            var refusing = bucket.refusing();
            if (refusing.isPositive()) {
                return List.of(Taken.refused(bucket.limit(), refusing));
            }
        }
        var shared = takeShared(asked);
        if (shared == null) {
            alone.increment();
            return asked.stream().map(CountedBucket::takeAlone).toList();
        }
        return shared;
    }

    private @Nullable List<Taken> takeShared(List<CountedBucket> asked) {
        if (!redis.isUsable()) {
            return null;
        }
        try {
            var answers = asked.stream().map(bucket -> bucket.takeShared(redis)).toList();
            var awaited = IntStream.range(0, asked.size())
                    .filter(at -> !asked.get(at).isAmple())
                    .mapToObj(answers::get);
            CompletableFuture.allOf(awaited.toArray(CompletableFuture<?>[]::new))
                    .get(redis.timeout().toNanos(), TimeUnit.NANOSECONDS);
            return IntStream.range(0, asked.size())
                    .mapToObj(at -> heard(asked.get(at), answers.get(at)))
                    .toList();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return null;
        } catch (ExecutionException | TimeoutException | RuntimeException away) {
            redis.avoid(away);
            return null;
        }
    }

    private Taken heard(CountedBucket bucket, CompletableFuture<ConsumptionProbe> answer) {
        if (answer.isDone()) {
            return bucket.told(answer.join());
        }
        return bucket.assume(answer, redis::avoid);
    }
}
