package io.machinenativeops.binder.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.models.stream.PendingMessage;
import org.jspecify.annotations.Nullable;

/** {@link RedisStreamsOperations} over the shared connection. */
final class RedisStreams implements RedisStreamsOperations {

    private static final Limit ONE = Limit.from(1);

    private final RedisCommands redis;
    private final StreamKeys keys;

    RedisStreams(RedisCommands redis, StreamKeys keys) {
        this.redis = redis;
        this.keys = keys;
    }

    @Override
    public String streamKey(String destination) {
        return keys.stream(destination);
    }

    @Override
    public String key(String destination, String relative) {
        return keys.key(destination, relative);
    }

    @Override
    public List<StreamEntry> read(String destination, List<String> ids) {
        byte[] stream = StreamKeys.bytes(keys.stream(destination));
        return ofEach(ids, id -> redis -> redis.xrange(stream, Range.create(id, id)))
                .map(StreamEntries::entry)
                .toList();
    }

    @Override
    public List<PendingEntry> pending(String destination, String group, List<String> ids) {
        byte[] stream = StreamKeys.bytes(keys.stream(destination));
        byte[] name = StreamKeys.bytes(group);
        try {
            return ofEach(ids, id -> redis -> redis.xpending(stream, name, Range.create(id, id), ONE))
                    .map(RedisStreams::pending)
                    .toList();
        } catch (RedisCommandExecutionException e) {
            if (String.valueOf(e.getMessage()).startsWith("NOGROUP")) {
                return List.of();
            }
            throw e;
        }
    }

    @Override
    public long acknowledge(String destination, String group, List<String> ids) {
        if (ids.isEmpty()) {
            return 0;
        }
        Long count = redis.call(redis -> redis.xack(
                StreamKeys.bytes(keys.stream(destination)), StreamKeys.bytes(group), ids.toArray(String[]::new)));
        return count == null ? 0 : count;
    }

    @Override
    public <T> @Nullable T eval(String destination, StreamScript<T> script, List<String> keys, Object... args) {
        byte[][] names = new byte[keys.size()][];
        for (int i = 0; i < names.length; i++) {
            names[i] = StreamKeys.bytes(key(destination, keys.get(i)));
        }
        byte[][] values = new byte[args.length][];
        for (int i = 0; i < values.length; i++) {
            values[i] = args[i] instanceof byte[] bytes ? bytes : StreamKeys.bytes(args[i].toString());
        }
        return redis.eval(script, names, values);
    }

    @Override
    public long lag(String destination, String group) {
        Long lag = eval(destination, BundledScripts.LAG, List.of(""), group);
        return lag == null ? 0 : lag;
    }

    private <T> Stream<T> ofEach(
            List<String> ids,
            Function<String, Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<List<T>>>> command) {
        List<T> found = new ArrayList<>(ids.size());
        for (List<T> reply : redis.pipeline(ids.stream().map(command).toList())) {
            if (reply != null) {
                found.addAll(reply);
            }
        }
        return found.stream();
    }

    private static PendingEntry pending(PendingMessage message) {
        return new PendingEntry(
                message.getId(), message.getConsumer(), message.getSinceLastDelivery(), message.getRedeliveryCount());
    }
}
