package io.machinenativeops.gateway.session;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SetArgs;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * What all replicas know of sessions and of sign-ins that are on their way, in Redis: sealed, and under digests of the secrets
 * that browsers hold. Without Redis the answer is 503: nobody is signed out by a fault.
 */
final class SessionStore implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SessionStore.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final String PREFIX = "mno:gateway:";
    private static final byte[] TAKEN = {1};

    private final RedisClient client;
    private final Seal seal;
    private final JsonMapper json;
    private final ReentrantLock opening = new ReentrantLock();
    private volatile @Nullable StatefulRedisConnection<byte[], byte[]> connection;

    SessionStore(String uri, Seal seal, JsonMapper json) {
        var redis = RedisURI.create(uri);
        redis.setTimeout(TIMEOUT);
        redis.setClientName("gateway-sessions");
        this.client = RedisClient.create(redis);
        client.setOptions(ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .socketOptions(SocketOptions.builder().connectTimeout(TIMEOUT).build())
                .build());
        this.seal = seal;
        this.json = json;
    }

    /** What is asked of Redis. */
    @FunctionalInterface
    private interface Work<T extends @Nullable Object> {

        T with(RedisCommands<byte[], byte[]> redis);
    }

    /** Keeps something new. */
    void put(String name, Object content, Duration life) {
        ask(redis -> redis.set(key(name), sealed(name, content), SetArgs.Builder.px(life)));
    }

    /** Replaces what is kept; false when it was removed meanwhile, which it then stays. */
    boolean replace(String name, Object content, Duration life) {
        return ask(redis -> redis.set(
                        key(name), sealed(name, content), SetArgs.Builder.xx().px(life)))
                != null;
    }

    <T> @Nullable T get(String name, Class<T> type) {
        return opened(name, ask(redis -> redis.get(key(name))), type);
    }

    /** Reads and removes in one step: who comes second finds nothing. */
    <T> @Nullable T take(String name, Class<T> type) {
        return opened(name, ask(redis -> redis.getdel(key(name))), type);
    }

    void remove(String name) {
        ask(redis -> redis.del(key(name)));
    }

    /** Whether the lock is ours now. It ends by itself. */
    boolean lock(String name, Duration life) {
        return ask(redis -> redis.set(
                        key(name + ":lock"), TAKEN, SetArgs.Builder.nx().px(life)))
                != null;
    }

    void unlock(String name) {
        ask(redis -> redis.del(key(name + ":lock")));
    }

    private static byte[] key(String name) {
        return (PREFIX + name).getBytes(StandardCharsets.US_ASCII);
    }

    private byte[] sealed(String name, Object content) {
        return seal.close(name, json.writeValueAsBytes(content));
    }

    private <T> @Nullable T opened(String name, byte @Nullable [] sealed, Class<T> type) {
        var content = sealed == null ? null : seal.open(name, sealed);
        return content == null ? null : json.readValue(content, type);
    }

    private <T extends @Nullable Object> T ask(Work<T> work) {
        try {
            return work.with(connection().sync());
        } catch (RedisException away) {
            log.warn("sessions can't be read or written now: {}", away.toString());
            throw new ProblemException(CommonProblem.UNAVAILABLE, "Sessions can't be read or written now.")
                    .retryAfter(TIMEOUT);
        }
    }

    private StatefulRedisConnection<byte[], byte[]> connection() {
        var open = connection;
        if (open != null) {
            return open;
        }
        opening.lock();
        try {
            open = connection;
            if (open == null) {
                open = client.connect(ByteArrayCodec.INSTANCE);
                connection = open;
            }
            return open;
        } finally {
            opening.unlock();
        }
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, TIMEOUT);
    }
}
