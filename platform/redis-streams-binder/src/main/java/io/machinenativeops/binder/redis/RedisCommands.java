package io.machinenativeops.binder.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;

import io.lettuce.core.RedisBusyException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisLoadingException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisReadOnlyException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import org.jspecify.annotations.Nullable;

/** Sends commands over the shared connection and waits for their replies; turns failures into the binder's own. */
final class RedisCommands {

    private final RedisConnections connections;
    private final Duration timeout;
    private final Duration fullRetryAfter;

    RedisCommands(RedisConnections connections, RedisStreamsBinderProperties properties) {
        this.connections = connections;
        this.timeout = properties.commandTimeout();
        this.fullRetryAfter = properties.fullRetryAfter();
    }

    RedisConnections connections() {
        return connections;
    }

    <T> @Nullable T call(Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>> command) {
        return call(connections.shared(), command, Duration.ZERO);
    }

    Duration timeout() {
        return timeout;
    }

    /** Sends a command and returns at once; {@code done} is told its failure, or null. */
    <T> void send(
            Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>> command,
            Consumer<@Nullable RuntimeException> done) {
        var _ = send(connections.shared(), command)
                .whenComplete((reply, failure) -> done.accept(failure == null ? null : translate(failure)));
    }

    /** Sends all commands before it waits for the first reply. */
    <T> List<@Nullable T> pipeline(List<Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>>> commands) {
        var connection = connections.shared();
        List<RedisFuture<T>> sent = new ArrayList<>(commands.size());
        List<@Nullable T> replies = new ArrayList<>(commands.size());
        for (var command : commands) {
            sent.add(send(connection, command));
        }
        for (var future : sent) {
            replies.add(await(connection, future, timeout));
        }
        return replies;
    }

    /** As {@link #call(Function)}, over a connection of the caller's and with the time the command may block at the server. */
    <T> @Nullable T call(
            StatefulRedisConnection<byte[], byte[]> connection,
            Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>> command,
            Duration blocking) {
        return await(connection, send(connection, command), timeout.plus(blocking));
    }

    <T> @Nullable T eval(StreamScript<T> script, byte[][] keys, byte[][] args) {
        try {
            return script.convert(call(redis -> redis.<Object>evalsha(script.sha1(), script.output(), keys, args)));
        } catch (RedisNoScriptException e) {
            // A restarted server has forgotten it. It did not run, so that this is its first and only run.
            return script.convert(call(redis -> redis.<Object>eval(script.source(), script.output(), keys, args)));
        }
    }

    private <T> RedisFuture<T> send(
            StatefulRedisConnection<byte[], byte[]> connection,
            Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>> command) {
        try {
            return command.apply(connection.async());
        } catch (RedisException e) {
            throw translate(e);
        }
    }

    private <T> @Nullable T await(
            StatefulRedisConnection<byte[], byte[]> connection, RedisFuture<T> future, Duration atMost) {
        try {
            return future.toCompletableFuture().get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw translate(e.getCause());
        } catch (TimeoutException e) {
            connections.abandon(connection);
            throw new StreamUnavailableException("Redis did not answer within " + atMost, e);
        } catch (CancellationException e) {
            throw new StreamUnavailableException("the connection to Redis was lost", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StreamUnavailableException("interrupted while waiting for Redis", e);
        }
    }

    private RuntimeException translate(@Nullable Throwable failure) {
        String message = String.valueOf(failure == null ? null : failure.getMessage());
        return switch (failure) {
            case RedisNoScriptException e -> e;
            case RedisLoadingException e -> new StreamUnavailableException(message, e);
            case RedisBusyException e
            when !message.startsWith("BUSYGROUP") -> new StreamUnavailableException(message, e);
            case RedisReadOnlyException e -> new StreamUnavailableException(message, e);
            case RedisCommandExecutionException e
            when message.contains("OOM command not allowed") ->
                new StreamFullException("Redis is at its memory bound: " + message, fullRetryAfter, e);
            case RedisCommandExecutionException e
            when message.contains("STREAMFULL") ->
                new StreamFullException(message.substring(message.indexOf("STREAMFULL") + 11), fullRetryAfter, e);
            case RedisCommandExecutionException e when passes(message) -> new StreamUnavailableException(message, e);
            case RedisCommandExecutionException e -> e;
            case null, default ->
                new StreamUnavailableException("the connection to Redis was lost: " + message, failure);
        };
    }

    /** Errors that say how the server is, not that the command was wrong. */
    private static boolean passes(String message) {
        return message.startsWith("MISCONF")
                || message.startsWith("NOAUTH")
                || message.startsWith("WRONGPASS")
                || message.startsWith("MASTERDOWN")
                || message.startsWith("CLUSTERDOWN")
                || message.startsWith("NOREPLICAS")
                || message.startsWith("UNKILLABLE")
                || message.startsWith("TRYAGAIN")
                || message.contains("MISCONF");
    }
}
