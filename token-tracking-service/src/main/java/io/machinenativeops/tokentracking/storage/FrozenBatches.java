package io.machinenativeops.tokentracking.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.machinenativeops.binder.redis.RedisStreamsOperations;
import io.machinenativeops.binder.redis.StreamEntry;
import io.machinenativeops.binder.redis.StreamScript;
import org.jspecify.annotations.Nullable;

/**
 * The batches that were begun and not finished, kept beside the stream on the same hash slot, so that freezing, ending and
 * parking are one atomic step each. Whoever finds an entry in an unfinished batch repeats that batch as it was frozen.
 */
final class FrozenBatches {

    private static final StreamScript<List<@Nullable Object>> FREEZE = StreamScript.list(source("freeze"));
    private static final StreamScript<Long> COMPLETE = StreamScript.integer(source("complete"));
    private static final StreamScript<Long> NOTE = StreamScript.integer(source("note"));
    private static final StreamScript<Long> PARK = StreamScript.integer(source("park"));
    private static final StreamScript<List<@Nullable Object>> BATCH = StreamScript.list(source("batch"));
    private static final StreamScript<Long> OLDEST_PENDING = StreamScript.integer(source("oldest-pending"));
    private static final StreamScript<List<@Nullable Object>> TOKENS =
            StreamScript.list("return redis.call('HKEYS', KEYS[1])");

    private static final String STREAM = "";
    private static final String BATCHES = "writer:batches";
    private static final String ASSIGNED = "writer:assigned";
    private static final String SPLITS = "writer:splits";
    private static final String PARKED = "writer:parked";

    private final RedisStreamsOperations streams;
    private final String destination;
    private final String group;

    FrozenBatches(RedisStreamsOperations streams, String destination, String group) {
        this.streams = streams;
        this.destination = destination;
        this.group = group;
    }

    /**
     * What {@link #freeze} found.
     *
     * @param entryIds entries of the new batch; empty when all were done or taken
     * @param unfinished tokens of other batches that hold the rest
     */
    record Freeze(List<String> entryIds, List<String> unfinished) {}

    /** Binds those of the entries that are pending and in no batch yet to a new token, for good. */
    Freeze freeze(String token, List<String> entryIds) {
        var args = new ArrayList<Object>(List.of(group, token));
        args.addAll(entryIds);
        var reply = reply(FREEZE, List.of(STREAM, BATCHES, ASSIGNED), args.toArray());
        return new Freeze(words(reply.get(0)), words(reply.get(1)));
    }

    /** The batch as it stands; empty when it is finished. */
    Optional<FrozenBatch> find(String token) {
        var reply = reply(BATCH, List.of(BATCHES, SPLITS, PARKED), token);
        if (reply.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new FrozenBatch(
                token,
                split(reply.get(0), Function.identity()).toList(),
                split(reply.get(1), RowRange::parse).collect(Collectors.toCollection(LinkedHashSet::new)),
                split(reply.get(2), Integer::valueOf).collect(Collectors.toCollection(LinkedHashSet::new))));
    }

    /** Tokens of all unfinished batches. */
    List<String> unfinished() {
        return reply(TOKENS, List.of(BATCHES)).stream().map(FrozenBatches::text).toList();
    }

    /** Entries of a batch in its order; such that no longer exist are left out. */
    List<StreamEntry> entries(FrozenBatch batch) {
        return streams.read(destination, batch.entryIds());
    }

    /**
     * Notes that a range is inserted in halves from now on, before the first half is.
     *
     * @return false when another writer finished the batch meanwhile
     */
    boolean split(String token, RowRange range) {
        return number(NOTE, List.of(BATCHES, SPLITS), token, range.toString()) == 1;
    }

    /**
     * Moves one event to the dead-letter stream of the group; it is done once however often it is asked.
     *
     * @return whether it was done now
     */
    boolean park(String token, int place, byte[] payload, String cause) {
        return number(
                        PARK,
                        List.of(BATCHES, PARKED, "dlq:" + group),
                        token,
                        Integer.toString(place),
                        payload,
                        "{}",
                        cause)
                == 1;
    }

    /**
     * Acknowledges all entries of a batch and forgets it, in one step.
     *
     * @return how many entries were still pending; -1 when another writer finished it before
     */
    long complete(String token) {
        return number(COMPLETE, List.of(STREAM, BATCHES, ASSIGNED, SPLITS, PARKED), group, token);
    }

    /** Age in milliseconds of the oldest entry that was delivered and is not stored yet. */
    long oldestPendingMillis() {
        return number(OLDEST_PENDING, List.of(STREAM), group);
    }

    /** Entries that no writer was given yet. */
    long lag() {
        return streams.lag(destination, group);
    }

    String destination() {
        return destination;
    }

    String stream() {
        return streams.streamKey(destination);
    }

    String group() {
        return group;
    }

    private List<@Nullable Object> reply(
            StreamScript<List<@Nullable Object>> script, List<String> keys, Object... args) {
        var reply = streams.eval(destination, script, keys, args);
        return reply == null ? List.of() : reply;
    }

    private long number(StreamScript<Long> script, List<String> keys, Object... args) {
        var reply = streams.eval(destination, script, keys, args);
        return reply == null ? 0 : reply;
    }

    private static List<String> words(@Nullable Object list) {
        return list instanceof List<?> items
                ? items.stream().map(FrozenBatches::text).toList()
                : List.of();
    }

    private static <T> Stream<T> split(@Nullable Object line, Function<String, T> parse) {
        var text = text(line);
        return text.isEmpty() ? Stream.empty() : Stream.of(text.split(" ")).map(parse);
    }

    private static String text(@Nullable Object value) {
        return value instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : String.valueOf(value);
    }

    private static String source(String name) {
        try (var in = FrozenBatches.class.getResourceAsStream(name + ".lua")) {
            if (in == null) {
                throw new IllegalStateException("script " + name + ".lua is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
