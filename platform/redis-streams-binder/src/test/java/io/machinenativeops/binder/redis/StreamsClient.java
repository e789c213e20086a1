package io.machinenativeops.binder.redis;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.lettuce.core.Range;
import io.lettuce.core.api.sync.RedisCommands;
import io.machinenativeops.binder.redis.RedisStreamsBinderProperties.Claims;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The beans of the auto-configuration, put together by hand. */
final class StreamsClient implements AutoCloseable {

    static final Claims WEEK = new Claims(Duration.ofDays(7), 10_000_000, 0.25);

    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final RedisConnections connections;
    final io.machinenativeops.binder.redis.RedisCommands commands;
    final StreamKeys keys = new StreamKeys("");
    final RedisStreams streams;
    final RedisDeadLetters deadLetters;
    final RedisAppendOnce appendOnce;
    final StreamAccess access;

    StreamsClient(String uri) {
        this(uri, WEEK);
    }

    StreamsClient(String uri, Claims claims) {
        this(uri, claims, 0.8);
    }

    StreamsClient(String uri, Claims claims, double maxMemoryRatio) {
        var properties = new RedisStreamsBinderProperties(
                uri,
                "",
                "test",
                Duration.ofSeconds(2),
                Duration.ofSeconds(3),
                maxMemoryRatio,
                Duration.ofSeconds(5),
                claims);
        connections = new RedisConnections(properties);
        commands = new io.machinenativeops.binder.redis.RedisCommands(connections, properties);
        streams = new RedisStreams(commands, keys);
        deadLetters = new RedisDeadLetters(commands, keys);
        var memory = new MemoryGuard(connections, properties);
        var metrics = new StreamMetrics(meters);
        var tracing = new StreamTracing(ObservationRegistry.NOOP);
        appendOnce = new RedisAppendOnce(commands, keys, memory, metrics, tracing, claims);
        access = new StreamAccess(commands, keys, memory, appendOnce, metrics, tracing);
    }

    RedisCommands<byte[], byte[]> raw() {
        return connections.shared().sync();
    }

    byte[] stream(String destination) {
        return StreamKeys.bytes(streams.streamKey(destination));
    }

    long length(String destination) {
        return raw().xlen(stream(destination));
    }

    /** Appends a plain entry as a producer binding does. */
    String append(String destination, String payload) {
        return raw().xadd(
                        stream(destination),
                        Map.of(
                                StreamEntries.HEADERS,
                                "{}".getBytes(UTF_8),
                                StreamEntries.PAYLOAD,
                                payload.getBytes(UTF_8)));
    }

    List<String> payloads(String destination) {
        return raw().xrange(stream(destination), Range.unbounded()).stream()
                .map(message -> new String(StreamEntries.entry(message).payload(), UTF_8))
                .toList();
    }

    ConsumerGroup group(String destination, String group, String consumer) {
        return new ConsumerGroup(commands, keys, destination, group, consumer);
    }

    @Override
    public void close() {
        connections.close();
    }
}
