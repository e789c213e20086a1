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
import org.jspecify.annotations.Nullable;

/**
 * Counts by address what was refused, so that who invents keys, tokens or cookies costs little: beyond a number nothing that this
 * address shows is looked at, unless it is known to be good. When many addresses try keys together, each is heard once only; so
 * that a flood from everywhere leaves room for who comes with a good key for the first time.
 */
public final class Refusals {

    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final int ADDRESSES = 10_000;
    private static final int IPV6 = 16;
    private static final int NETWORK = 8;

    /** No address is written so. */
    private static final String ALL = "all";

    private final IssuerProperties most;
    private final Cache<String, AtomicInteger> unknownKeys;
    private final Cache<String, AtomicInteger> refused;

    Refusals(IssuerProperties most, Ticker ticker) {
        this.most = most;
        this.unknownKeys = counts(ticker);
        this.refused = counts(ticker);
    }

    private static Cache<String, AtomicInteger> counts(Ticker ticker) {
        return Caffeine.newBuilder()
                .maximumSize(ADDRESSES)
                .expireAfterWrite(WINDOW)
                .ticker(ticker)
                .build();
    }

    /** Begins anew for every address. */
    void forget() {
        unknownKeys.invalidateAll();
        refused.invalidateAll();
    }

    /** The issuer knew no such key. */
    void countKey(Question question) {
        if (question instanceof Question.OfKey of) {
            count(unknownKeys, network(of.source()));
            count(unknownKeys, ALL);
        }
    }

    /** Throws 429 when the issuer is not to be asked for this address now. */
    void demandPatienceWithKeys(Question question) {
        if (!(question instanceof Question.OfKey of)) {
            return;
        }
        var allowed = counted(unknownKeys, ALL) >= most.unknownKeysInAll() ? 1 : most.unknownKeys();
        if (counted(unknownKeys, network(of.source())) >= allowed) {
            throw tooMany("%d API keys that are not valid".formatted(allowed));
        }
    }

    /** Something was answered with 401. */
    public void count(String address) {
        count(refused, network(address));
    }

    /** Throws 429 when nothing that the address shows is to be looked at now. */
    public void demandPatience(String address) {
        if (counted(refused, network(address)) >= most.refusals()) {
            throw tooMany("%d credentials that are not valid".formatted(most.refusals()));
        }
    }

    private static void count(Cache<String, AtomicInteger> counts, String whose) {
        counts.get(whose, _ -> new AtomicInteger()).incrementAndGet();
    }

    private static int counted(Cache<String, AtomicInteger> counts, String whose) {
        @Nullable AtomicInteger count = counts.getIfPresent(whose);
        return count == null ? 0 : count.get();
    }

    private static ProblemException tooMany(String what) {
        return new ProblemException(
                        CommonProblem.TOO_MANY_REQUESTS,
                        "%s were sent from this address within %d s, which is the limit."
                                .formatted(what, WINDOW.toSeconds()))
                .retryAfter(WINDOW);
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
