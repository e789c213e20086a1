package io.machinenativeops.binder.redis;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.handler.flush.FlushConsolidationHandler;
import org.jspecify.annotations.Nullable;

/** Connections to one server: one shared by all commands that do not block, dedicated ones for reads that do. */
final class RedisConnections implements AutoCloseable {

    private static final int PENDING_COMMANDS = 100_000;
    private static final long RECONNECT_PAUSE = TimeUnit.MILLISECONDS.toNanos(100);

    private final ClientResources resources;
    private final RedisClient client;
    private final ReentrantLock opening = new ReentrantLock();
    private final AtomicReference<@Nullable StatefulRedisConnection<byte[], byte[]>> shared = new AtomicReference<>();
    private @Nullable StreamUnavailableException lastFailure;
    private long lastAttemptAt;

    RedisConnections(RedisStreamsBinderProperties properties) {
        this.resources = ClientResources.builder()
                .nettyCustomizer(new ConsolidatedFlushes())
                .build();
        RedisURI uri = RedisURI.create(properties.uri());
        uri.setClientName(properties.clientName());
        uri.setTimeout(properties.connectTimeout());
        this.client = RedisClient.create(resources, uri);
        client.setOptions(ClientOptions.builder()
                // A repeated append would find its own claims and call them duplicates: no command is ever sent twice.
                .autoReconnect(false)
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(PENDING_COMMANDS)
                .timeoutOptions(TimeoutOptions.create())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(properties.connectTimeout())
                        .keepAlive(true)
                        .tcpNoDelay(true)
                        .build())
                .build());
    }

    /** The shared connection, opened by whoever needs it first; a failed attempt is not repeated at once by all others. */
    StatefulRedisConnection<byte[], byte[]> shared() {
        var open = shared.get();
        if (open != null && open.isOpen()) {
            return open;
        }
        opening.lock();
        try {
            open = shared.get();
            return open != null && open.isOpen() ? open : reopen(open);
        } finally {
            opening.unlock();
        }
    }

    private StatefulRedisConnection<byte[], byte[]> reopen(@Nullable StatefulRedisConnection<byte[], byte[]> closed) {
        var failure = lastFailure;
        // Counted from the last attempt, not from the last caller: callers that never rest must not put it off for
        // ever.
        if (failure != null && System.nanoTime() - lastAttemptAt < RECONNECT_PAUSE) {
            throw new StreamUnavailableException(String.valueOf(failure.getMessage()), failure.getCause());
        }
        if (closed != null) {
            shared.compareAndSet(closed, null);
            var _ = closed.closeAsync();
        }
        lastAttemptAt = System.nanoTime();
        try {
            var opened = dedicated();
            shared.set(opened);
            lastFailure = null;
            return opened;
        } catch (StreamUnavailableException e) {
            lastFailure = e;
            lastAttemptAt = System.nanoTime();
            throw e;
        }
    }

    /** A connection of the caller's own, who closes it. */
    StatefulRedisConnection<byte[], byte[]> dedicated() {
        try {
            return client.connect(ByteArrayCodec.INSTANCE);
        } catch (RedisException | IllegalStateException e) {
            // The latter says that the client is closed: the application ends.
            throw new StreamUnavailableException("Redis is not reachable: " + e.getMessage(), e);
        }
    }

    /** Gives up a connection that no longer answers: the next command opens another. */
    void abandon(StatefulRedisConnection<byte[], byte[]> connection) {
        shared.compareAndSet(connection, null);
        var _ = connection.closeAsync();
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }

    /** Commands of many threads go out in one write, so that they also share one commit of the append-only file. */
    private static final class ConsolidatedFlushes implements NettyCustomizer {

        @Override
        public void afterChannelInitialized(Channel channel) {
            channel.pipeline().addFirst(new FlushConsolidationHandler(256, true));
        }
    }
}
