package io.machinenativeops.binder.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

import io.lettuce.core.Consumer;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.StatefulRedisConnection;
import org.jspecify.annotations.Nullable;

/** One consumer of one group of one stream: what it asks of Redis. */
final class ConsumerGroup {

    /** Begin of a walk over pending entries, and its end. */
    static final String START = "0-0";

    private static final int IDS_A_SCRIPT = 500;

    private final RedisCommands redis;
    private final String destination;
    private final String stream;
    private final String deadLetters;
    private final String group;
    private final String consumer;
    private final byte[] streamKey;
    private final byte[] groupName;
    private final Consumer<byte[]> name;

    ConsumerGroup(RedisCommands redis, StreamKeys keys, String destination, String group, String consumer) {
        this.redis = redis;
        this.destination = destination;
        this.stream = keys.stream(destination);
        this.deadLetters = RedisDeadLetters.stream(keys, destination, group);
        this.group = group;
        this.consumer = consumer;
        this.streamKey = StreamKeys.bytes(stream);
        this.groupName = StreamKeys.bytes(group);
        this.name = Consumer.from(groupName, StreamKeys.bytes(consumer));
    }

    String destination() {
        return destination;
    }

    String stream() {
        return stream;
    }

    String group() {
        return group;
    }

    String consumer() {
        return consumer;
    }

    RedisCommands redis() {
        return redis;
    }

    /** Makes stream and group where they are missing; on a full server the group usually exists, which reading will tell. */
    void create(StartOffset from) {
        create(from.id());
    }

    /** The same, beginning after an entry id. */
    void create(String after) {
        try {
            redis.call(commands -> commands.xgroupCreate(
                    StreamOffset.from(streamKey, after), groupName, XGroupCreateArgs.Builder.mkstream()));
        } catch (StreamFullException e) {
            return;
        } catch (RedisCommandExecutionException e) {
            if (!String.valueOf(e.getMessage()).startsWith("BUSYGROUP")) {
                throw e;
            }
        }
    }

    /** Reads entries that no consumer of the group was given yet; waits for the first one. */
    @SuppressWarnings("unchecked") // one stream: the array of the varargs is never seen again
    List<Delivery> read(StatefulRedisConnection<byte[], byte[]> connection, int count, Duration wait) {
        var messages = redis.call(
                connection,
                commands -> commands.xreadgroup(
                        name,
                        XReadArgs.Builder.count(count).block(Math.max(1, wait.toMillis())),
                        StreamOffset.lastConsumed(streamKey)),
                wait);
        return messages == null
                ? List.of()
                : messages.stream()
                        .map(message -> StreamEntries.delivery(message, 1))
                        .toList();
    }

    /** Takes over entries that lay idle, of any consumer. */
    Claimed claimIdle(String cursor, Duration minIdle, int count) {
        return claim(Long.toString(minIdle.toMillis()), cursor, count, "any");
    }

    /** Takes up entries that an earlier run of this consumer left. */
    Claimed claimOwn(String cursor, int count) {
        return claim("0", cursor, count, "own");
    }

    void acknowledge(Collection<String> ids) {
        redis.call(commands -> commands.xack(streamKey, groupName, ids.toArray(String[]::new)));
    }

    /** Tells Redis that this consumer still works on these. Returns those that were taken from it. */
    List<String> refresh(List<String> ids) {
        List<String> lost = new ArrayList<>();
        for (List<String> some : chunks(ids)) {
            var reply = eval(BundledScripts.REFRESH, some, group, consumer);
            if (reply != null) {
                reply.forEach(id -> lost.add(StreamKeys.text((byte[]) Objects.requireNonNull(id))));
            }
        }
        return lost;
    }

    /** Gives entries up; they can be claimed once their idle time, which begins with {@code idle}, is long enough. */
    void release(List<String> ids, Duration idle, boolean countDelivery) {
        for (List<String> some : chunks(ids)) {
            eval(
                    BundledScripts.RELEASE,
                    some,
                    group,
                    consumer,
                    Long.toString(idle.toMillis()),
                    countDelivery ? "0" : "1");
        }
    }

    /** False when this consumer does not own the entry any more, or the entry is gone. */
    boolean deadLetter(String id, String cause) {
        Long moved = redis.eval(
                BundledScripts.DEAD_LETTER,
                new byte[][] {streamKey, StreamKeys.bytes(deadLetters)},
                bytes(group, consumer, id, cause));
        return moved != null && moved == 1;
    }

    long trim(Duration retention, Duration maxAge) {
        Long dropped = eval(
                BundledScripts.TRIM, List.of(), Long.toString(retention.toMillis()), Long.toString(maxAge.toMillis()));
        return dropped == null ? 0 : dropped;
    }

    void tidy(Duration expiry) {
        eval(
                BundledScripts.TIDY,
                List.of(),
                RedisStreamsMessageChannelBinder.ANONYMOUS,
                Long.toString(expiry.toMillis()));
    }

    /** Takes this consumer out of the group, unless it owns entries. */
    void leave() {
        eval(BundledScripts.LEAVE, List.of(), group, consumer);
    }

    void destroy() {
        redis.call(commands -> commands.xgroupDestroy(streamKey, groupName));
    }

    long lag() {
        Long lag = eval(BundledScripts.LAG, List.of(), group);
        return lag == null ? 0 : lag;
    }

    long pending() {
        var pending = redis.call(commands -> commands.xpending(streamKey, groupName));
        return pending == null ? 0 : pending.getCount();
    }

    private Claimed claim(String minIdle, String cursor, int count, String whose) {
        var reply =
                eval(BundledScripts.CLAIM, List.of(), group, consumer, minIdle, cursor, Integer.toString(count), whose);
        if (reply == null || !(reply.getFirst() instanceof byte[] next)) {
            return new Claimed(START, List.of());
        }
        return new Claimed(
                StreamKeys.text(next),
                reply.stream()
                        .skip(1)
                        .map(claimed -> StreamEntries.delivery((List<?>) Objects.requireNonNull(claimed)))
                        .toList());
    }

    private <T> @Nullable T eval(StreamScript<T> script, List<String> more, String... args) {
        List<byte[]> values = new ArrayList<>(args.length + more.size());
        for (String arg : args) {
            values.add(StreamKeys.bytes(arg));
        }
        more.forEach(arg -> values.add(StreamKeys.bytes(arg)));
        return redis.eval(script, new byte[][] {streamKey}, values.toArray(byte[][]::new));
    }

    private static byte[][] bytes(String... texts) {
        byte[][] bytes = new byte[texts.length][];
        for (int i = 0; i < texts.length; i++) {
            bytes[i] = StreamKeys.bytes(texts[i]);
        }
        return bytes;
    }

    private static List<List<String>> chunks(List<String> ids) {
        List<List<String>> chunks = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += IDS_A_SCRIPT) {
            chunks.add(ids.subList(from, Math.min(ids.size(), from + IDS_A_SCRIPT)));
        }
        return chunks;
    }

    /**
     * What a claim found.
     *
     * @param next where to go on, {@link #START} at the end
     */
    record Claimed(String next, List<Delivery> deliveries) {}
}
