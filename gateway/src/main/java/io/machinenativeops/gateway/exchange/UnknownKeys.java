package io.machinenativeops.gateway.exchange;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;

/**
 * Counts refused keys by the address that tried them, so that who invents keys costs team-rbac little. Keys whose tokens are
 * kept go on from the same address.
 */
final class UnknownKeys {

    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final int ADDRESSES = 10_000;
    private static final int IPV6 = 16;
    private static final int NETWORK = 8;

    private final int most;
    private final Cache<String, AtomicInteger> tried;

    /** @param most that one address may try within the window */
    UnknownKeys(int most, Ticker ticker) {
        this.most = most;
        this.tried = Caffeine.newBuilder()
                .maximumSize(ADDRESSES)
                .expireAfterWrite(WINDOW)
                .ticker(ticker)
                .build();
    }

    void count(Question question) {
        if (question instanceof Question.OfKey of) {
            tried.get(network(of.source()), _ -> new AtomicInteger()).incrementAndGet();
        }
    }

    /** Begins anew for every address. */
    void forget() {
        tried.invalidateAll();
    }

    /** Throws 429 when the address has tried too many. */
    void demandPatience(Question question) {
        if (!(question instanceof Question.OfKey of)) {
            return;
        }
        var count = tried.getIfPresent(network(of.source()));
        if (count != null && count.get() >= most) {
            throw new ProblemException(
                            CommonProblem.TOO_MANY_REQUESTS,
                            "%d API keys that are not valid were sent from this address within %d s, which is the limit."
                                    .formatted(most, WINDOW.toSeconds()))
                    .retryAfter(WINDOW);
        }
    }

    /** One machine has a whole /64 of IPv6. */
    private static String network(String source) {
        try {
            var bytes = InetAddress.ofLiteral(source).getAddress();
            return HexFormat.of().formatHex(bytes.length == IPV6 ? Arrays.copyOf(bytes, NETWORK) : bytes);
        } catch (IllegalArgumentException noLiteral) {
            return source;
        }
    }
}
