package io.machinenativeops.binder.redis;

import java.util.List;
import java.util.Optional;

/** The entries that a group could not handle, in the stream {@code <destination>:dlq:<group>}. */
public interface DeadLetters {

    /** How many there are. */
    long count(String destination, String group);

    /**
     * Lists them, the oldest first.
     *
     * @param after id of the last one seen; {@code ""} to begin
     * @param limit at most so many
     */
    List<DeadLetter> list(String destination, String group, String after, int limit);

    /** The one of this id in the dead-letter stream; empty when there is none, or it was replayed or deleted. */
    Optional<DeadLetter> find(String destination, String group, String id);

    /**
     * Appends them to their stream again and removes them, one atomic step an entry. Only their own group is given them: other
     * groups pass over them.
     *
     * @return how many were replayed
     */
    long replay(String destination, String group, List<String> ids);

    /**
     * Removes them for good.
     *
     * @return how many there were
     */
    long delete(String destination, String group, List<String> ids);
}
