package io.machinenativeops.binder.redis;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.Range.Boundary;
import org.springframework.messaging.MessagingException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@link DeadLetters} over the shared connection. A dead letter has its entry's fields and, in {@code c}, the cause as JSON. */
final class RedisDeadLetters implements DeadLetters {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String CAUSE = "c";
    private static final int STACK = 8_000;

    private final RedisCommands redis;
    private final StreamKeys keys;

    RedisDeadLetters(RedisCommands redis, StreamKeys keys) {
        this.redis = redis;
        this.keys = keys;
    }

    static String stream(StreamKeys keys, String destination, String group) {
        return keys.key(destination, "dlq:" + group);
    }

    /** What is kept of why an entry is given up. The exceptions of the framework around the handler's own say nothing. */
    static String cause(ConsumerGroup group, Delivery delivery, Throwable failure, Instant at) {
        Throwable own = failure;
        while (own instanceof MessagingException && own.getCause() != null) {
            own = own.getCause();
        }
        var stack = new StringWriter();
        own.printStackTrace(new PrintWriter(stack, true));
        String trace = stack.toString();
        Map<String, Object> cause = new LinkedHashMap<>();
        cause.put("stream", group.stream());
        cause.put("originId", delivery.id());
        cause.put("group", group.group());
        cause.put("exception", own.getClass().getName());
        cause.put("message", String.valueOf(own.getMessage()));
        cause.put("stack", trace.substring(0, Math.min(STACK, trace.length())));
        cause.put("deliveries", delivery.deliveries());
        cause.put("at", at.toString());
        return JSON.writeValueAsString(cause);
    }

    @Override
    public long count(String destination, String group) {
        Long length = redis.call(commands -> commands.xlen(key(destination, group)));
        return length == null ? 0 : length;
    }

    @Override
    public List<DeadLetter> list(String destination, String group, String after, int limit) {
        Range<String> range =
                after.isEmpty() ? Range.unbounded() : Range.from(Boundary.excluding(after), Boundary.unbounded());
        var messages = redis.call(commands -> commands.xrange(key(destination, group), range, Limit.from(limit)));
        return messages == null
                ? List.of()
                : messages.stream()
                        .map(StreamEntries::entry)
                        .map(RedisDeadLetters::letter)
                        .toList();
    }

    @Override
    public Optional<DeadLetter> find(String destination, String group, String id) {
        var messages = redis.call(commands -> commands.xrange(key(destination, group), Range.create(id, id)));
        return messages == null
                ? Optional.empty()
                : messages.stream()
                        .map(StreamEntries::entry)
                        .map(RedisDeadLetters::letter)
                        .findFirst();
    }

    @Override
    public long replay(String destination, String group, List<String> ids) {
        List<byte[]> args = new ArrayList<>();
        args.add(StreamKeys.bytes(group));
        ids.forEach(id -> args.add(StreamKeys.bytes(id)));
        Long replayed = redis.eval(
                BundledScripts.REPLAY,
                new byte[][] {StreamKeys.bytes(keys.stream(destination)), key(destination, group)},
                args.toArray(byte[][]::new));
        return replayed == null ? 0 : replayed;
    }

    @Override
    public long delete(String destination, String group, List<String> ids) {
        if (ids.isEmpty()) {
            return 0;
        }
        Long deleted = redis.call(commands -> commands.xdel(key(destination, group), ids.toArray(String[]::new)));
        return deleted == null ? 0 : deleted;
    }

    private byte[] key(String destination, String group) {
        return StreamKeys.bytes(stream(keys, destination, group));
    }

    private static DeadLetter letter(StreamEntry found) {
        Map<String, Object> headers = new LinkedHashMap<>(found.headers());
        JsonNode cause = JSON.readTree(String.valueOf(headers.remove(CAUSE)));
        return new DeadLetter(
                new StreamEntry(found.id(), found.payload(), headers),
                cause.path("stream").asString(),
                cause.path("originId").asString(),
                cause.path("group").asString(),
                cause.path("exception").asString(),
                cause.path("message").asString(),
                cause.path("stack").asString(),
                cause.path("deliveries").asLong(),
                cause.has("at") ? Instant.parse(cause.path("at").asString()) : appended(found.id()));
    }

    private static Instant appended(String id) {
        return Instant.ofEpochMilli(Long.parseLong(id.substring(0, id.indexOf('-'))));
    }
}
