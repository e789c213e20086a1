package io.machinenativeops.binder.redis;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Operations on a destination's stream beyond what a binding does. All keys of a destination share one hash slot.
 *
 * <p>Every method throws {@link StreamUnavailableException} when the server does not answer in time, and
 * {@link StreamFullException} when it refuses a write for lack of memory.
 */
public interface RedisStreamsOperations {

    /** The key of the destination's stream. */
    String streamKey(String destination);

    /** A further key on the same hash slot as the destination's stream; for {@code ""} the stream's own. */
    String key(String destination, String relative);

    /** Reads entries by id, in the order of the ids, pipelined; entries that no longer exist are left out. */
    List<StreamEntry> read(String destination, List<String> ids);

    /** Who owns these entries in a group, in the order of the ids; acknowledged and unread ones are left out. */
    List<PendingEntry> pending(String destination, String group, List<String> ids);

    /**
     * Acknowledges entries for a group.
     *
     * @return how many were pending until now
     */
    long acknowledge(String destination, String group, List<String> ids);

    /**
     * Runs a script once; it is not repeated after a lost connection.
     *
     * @param keys relative to the destination's hash slot, see {@link #key}; in the script they are {@code KEYS[1]}…
     * @param args strings, numbers or {@code byte[]}; in the script they are {@code ARGV[1]}…
     * @return the script's reply, null for nil
     */
    <T> @Nullable T eval(String destination, StreamScript<T> script, List<String> keys, Object... args);

    /**
     * How many entries a group has not been given yet. Exact on Redis 7; before that exact up to 64 and an estimate from the
     * entries' times above. 0 when stream or group do not exist.
     */
    long lag(String destination, String group);
}
