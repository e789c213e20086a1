package io.machinenativeops.teamrbac.signin;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import io.machinenativeops.platform.digest.Sha256;
import io.machinenativeops.teamrbac.account.Accounts;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.stereotype.Component;

/**
 * Counts tries to sign in, by account and by address, in Redis for all replicas. An account that nobody has is counted too: that
 * a limit is reached tells nothing of who is there.
 */
@Component
class SignInLimits {

    static final Duration WINDOW = Duration.ofMinutes(15);
    static final int AN_ACCOUNT = 10;
    static final int AN_ADDRESS = 100;

    /** The window begins with the first try. */
    private static final RedisScript<Long> COUNT = RedisScript.of("""
            local count = redis.call('INCR', KEYS[1])
            if count == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
            return count""", Long.class);

    private final StringRedisTemplate redis;

    SignInLimits(StringRedisTemplate redis) {
        this.redis = redis;
    }

    /** Counts a try; whether it may go on. */
    boolean tryFrom(String address, String email) {
        long ofAccount = count(account(email));
        long fromAddress = count("mno:sign-in:from:" + address);
        return ofAccount <= AN_ACCOUNT && fromAddress <= AN_ADDRESS;
    }

    private long count(String key) {
        return Objects.requireNonNull(redis.execute(COUNT, List.of(key), String.valueOf(WINDOW.toSeconds())), key);
    }

    /** Who signed in has no tries behind. */
    void forget(String email) {
        redis.delete(account(email));
    }

    private static String account(String email) {
        return "mno:sign-in:of:" + Sha256.hex(Accounts.address(email));
    }
}
