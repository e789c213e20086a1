package io.machinenativeops.platform.paging;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.machinenativeops.platform.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list is asked for: the parameters {@code limit} and {@code cursor}, read and held to their bounds. A controller
 * takes it as a parameter, asks its store for {@link #toRead()} rows after {@link #after}, and answers with {@link #page}.
 */
public final class PageQuery {

    private final String question;
    private final int limit;
    private final @Nullable String sent;
    private final List<String> after;

    private PageQuery(String question, int limit, @Nullable String sent) {
        this.question = question;
        this.limit = limit;
        this.sent = sent;
        this.after = sent == null ? List.of() : Cursor.decode(sent, question).after();
    }

    /**
     * Reads both parameters.
     *
     * @param question digest of what is asked, see {@link Cursor#digest}
     * @throws ProblemException naming the parameter and what is allowed
     */
    public static PageQuery read(
            String question, @Nullable String limit, @Nullable String cursor, int usual, int largest) {
        return new PageQuery(question, limit(limit, usual, largest), cursor);
    }

    /** Reads {@code limit}, a whole number from 1 to the largest. */
    public static int limit(@Nullable String sent, int usual, int largest) {
        if (sent == null) {
            return usual;
        }
        if (sent.matches("\\d{1,6}")) {
            int limit = Integer.parseInt(sent);
            if (limit >= 1 && limit <= largest) {
                return limit;
            }
        }
        throw ProblemException.invalid(
                Cursor.LIMIT, "'" + sent + "' is not allowed; expected a whole number from 1 to " + largest);
    }

    public int limit() {
        return limit;
    }

    /** One row more than the page has: that it is there tells of a next page. */
    public int toRead() {
        return limit + 1;
    }

    /** The key of the last row of the page before, as it was given to {@link #page}; empty on the first page. */
    public List<String> after() {
        return after;
    }

    /**
     * The key of the last row of the page before, where it is a single value.
     *
     * @param read makes it from its text, such as {@code UUID::fromString}
     * @return null on the first page
     * @throws ProblemException when it can't be read
     */
    public <K> @Nullable K after(Function<String, K> read) {
        if (sent == null) {
            return null;
        }
        try {
            if (after.size() == 1) {
                return read.apply(after.getFirst());
            }
        } catch (RuntimeException unreadable) {
            // Somebody made it up: told like any other.
        }
        throw Cursor.unreadable(sent);
    }

    /**
     * Makes the page of rows that were read.
     *
     * @param read up to {@link #toRead()} of them
     * @param key the place of a row in the order
     */
    public <T> Page<T> page(List<T> read, Function<? super T, List<String>> key) {
        if (read.size() <= limit) {
            return new Page<>(read, null);
        }
        var items = read.subList(0, limit);
        return new Page<>(items, new Cursor(question, Map.of(), key.apply(items.getLast())).encoded());
    }
}
