package io.machinenativeops.binder.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.async.RedisAsyncCommands;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.stream.binder.BinderHeaders;
import org.springframework.cloud.stream.provisioning.ProducerDestination;
import org.springframework.integration.handler.AbstractMessageHandler;
import org.springframework.integration.support.management.ManageableLifecycle;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHandlingException;
import org.springframework.messaging.support.ErrorMessage;

/** The outbound end of a binding: appends each message as one entry. */
final class StreamProducer extends AbstractMessageHandler implements ManageableLifecycle {

    private static final byte[] NONE = {};
    private static final Duration TRIM_INTERVAL = Duration.ofSeconds(15);

    private final ProducerDestination destination;
    private final boolean partitioned;
    private final boolean writeHeaders;
    private final RedisStreamsProducerProperties properties;
    private final RedisCommands redis;
    private final StreamKeys keys;
    private final MemoryGuard memory;
    private final RedisAppendOnce appendOnce;
    private final StreamMetrics metrics;
    private final StreamTracing tracing;
    private final @Nullable MessageChannel errors;
    private final Semaphore room;
    private volatile boolean running;
    private @Nullable Periodic trimming;

    StreamProducer(
            ProducerDestination destination,
            boolean partitioned,
            boolean writeHeaders,
            RedisStreamsProducerProperties properties,
            StreamAccess access,
            @Nullable MessageChannel errors) {
        this.destination = destination;
        this.partitioned = partitioned;
        this.writeHeaders = writeHeaders;
        this.properties = properties;
        this.redis = access.redis();
        this.keys = access.keys();
        this.memory = access.memory();
        this.appendOnce = access.appendOnce();
        this.metrics = access.metrics();
        this.tracing = access.tracing();
        this.errors = errors;
        this.room = new Semaphore(properties.getMaxInFlight());
    }

    @Override
    public String getComponentType() {
        return "redis-streams:outbound-channel-adapter";
    }

    @Override
    public void start() {
        running = true;
        Duration age = properties.getMaxAge();
        if (age.isPositive() && !partitioned) {
            trimming = Periodic.start("trim-" + destination.getName(), TRIM_INTERVAL, () -> trim(age));
        }
    }

    /** Waits until what was sent without waiting has arrived. */
    @Override
    public void stop() {
        running = false;
        if (trimming != null) {
            trimming.close();
        }
        int all = properties.getMaxInFlight();
        if (acquire(all)) {
            room.release(all);
        } else {
            logger.warn(() -> (all - room.availablePermits()) + " entries for " + destination.getName()
                    + " were not confirmed in time");
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    protected void handleMessageInternal(Message<?> message) {
        byte[] payload = payload(message);
        String target = target(message);
        if (message.getHeaders().get(RedisStreamsHeaders.APPEND_ONCE_ID) instanceof String id) {
            appendOnce(message, target, id, payload);
        } else {
            tracing.send(target, message.getHeaders(), headers -> {
                byte[] json = HeaderJson.write(writeHeaders ? headers : Map.of());
                if (properties.isSync()) {
                    metrics.timeAppend(target, "plain", () -> append(target, json, payload));
                } else {
                    appendWithoutWaiting(message, xadd(target, json, payload));
                }
                return true;
            });
        }
    }

    private void appendOnce(Message<?> message, String target, String id, byte[] payload) {
        Object scope = message.getHeaders().getOrDefault(RedisStreamsHeaders.APPEND_ONCE_SCOPE, "");
        Map<String, Object> headers = writeHeaders ? message.getHeaders() : Map.of();
        var part =
                new Part(id, HexFormat.of().formatHex(RedisAppendOnce.sha256().digest(payload)), payload);
        var request = new AppendRequest(target, scope.toString(), headers, NONE, NONE, NONE, List.of(part));
        var outcome =
                appendOnce.append(request, properties.getMaxLength()).outcomes().getFirst();
        if (outcome == Outcome.CONFLICT) {
            throw new MessageHandlingException(
                    message,
                    "id '" + id + "' was appended to " + target + " before with another payload: expected a new id");
        }
    }

    private @Nullable String append(String target, byte[] headers, byte[] payload) {
        memory.check();
        if (properties.getMaxLength() == 0) {
            return redis.call(xadd(target, headers, payload));
        }
        byte[] most = StreamKeys.bytes(Long.toString(properties.getMaxLength()));
        return redis.eval(
                BundledScripts.APPEND_BOUNDED,
                new byte[][] {StreamKeys.bytes(keys.stream(target))},
                new byte[][] {most, headers, payload});
    }

    private void appendWithoutWaiting(
            Message<?> message, Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<String>> command) {
        memory.check();
        if (!acquire(1)) {
            throw new StreamUnavailableException(
                    "more than " + properties.getMaxInFlight() + " entries are on their way to Redis", null);
        }
        try {
            redis.send(command, failure -> {
                room.release();
                if (failure != null) {
                    report(message, failure);
                }
            });
        } catch (StreamException e) {
            room.release();
            throw e;
        }
    }

    private void report(Message<?> message, RuntimeException failure) {
        if (errors == null) {
            logger.error(failure, () -> "an entry was not appended to " + destination.getName());
        } else {
            errors.send(new ErrorMessage(new MessageHandlingException(message, failure), message));
        }
    }

    private void trim(Duration age) {
        byte[] oldest = StreamKeys.bytes(Long.toString(age.toMillis()));
        redis.eval(
                BundledScripts.TRIM,
                new byte[][] {StreamKeys.bytes(keys.stream(destination.getName()))},
                new byte[][] {oldest, oldest});
    }

    private boolean acquire(int permits) {
        try {
            return room.tryAcquire(permits, redis.timeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<String>> xadd(
            String target, byte[] headers, byte[] payload) {
        byte[] stream = StreamKeys.bytes(keys.stream(target));
        Object[] fields = {StreamEntries.HEADERS, headers, StreamEntries.PAYLOAD, payload};
        return commands -> commands.xadd(stream, fields);
    }

    private String target(Message<?> message) {
        return partitioned && message.getHeaders().get(BinderHeaders.PARTITION_HEADER) instanceof Integer partition
                ? destination.getNameForPartition(partition)
                : destination.getName();
    }

    private byte[] payload(Message<?> message) {
        return switch (message.getPayload()) {
            case byte[] bytes -> bytes;
            case String text -> text.getBytes(StandardCharsets.UTF_8);
            case Object other ->
                throw new MessageHandlingException(
                        message,
                        "payload for " + destination.getName() + " is a "
                                + other.getClass().getName() + ": expected byte[] or String");
        };
    }
}
