package io.machinenativeops.tokentracking.pricing;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

import io.machinenativeops.platform.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** Pages through the price rows in force at a moment. */
final class PriceList {
    static final int LARGEST_PAGE = 500;

    private final PriceBook book;
    private final Clock clock;

    PriceList(PriceBook book, Clock clock) {
        this.book = book;
        this.clock = clock;
    }

    /** Some rows, and where to go on; null at the end. */
    record Page(List<ModelPrice> rows, @Nullable String nextCursor) {}

    /**
     * The rows of a provider, of a model or of both; all when neither is named.
     *
     * @param at the moment to look at; now when null
     * @param cursor version of the row the page before ended with
     */
    Page page(
            @Nullable String provider,
            @Nullable String model,
            @Nullable Instant at,
            @Nullable String cursor,
            int limit) {
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw ProblemException.invalid("limit", limit + " is not allowed, expected 1 to " + LARGEST_PAGE);
        }
        Instant moment = at == null ? clock.instant() : at;
        List<ModelPrice> rows = book.rows().stream()
                .filter(row -> row.validAt(moment) && isOf(row, provider))
                .toList();
        if (model != null) {
            rows = named(rows, model);
        }
        int from = cursor == null ? 0 : after(rows, cursor);
        List<ModelPrice> page = rows.subList(from, Math.min(rows.size(), from + limit));
        boolean more = from + limit < rows.size();
        return new Page(page, more ? page.getLast().version() : null);
    }

    private static boolean isOf(ModelPrice row, @Nullable String provider) {
        return provider == null || row.provider().equals(ProviderNames.canonical(provider));
    }

    /** Rows of every provider that knows the model by this name: the row that a call with this name would take. */
    private static List<ModelPrice> named(List<ModelPrice> rows, String model) {
        return rows.stream()
                .filter(row -> row.model().equalsIgnoreCase(best(rows, row.provider(), model)))
                .toList();
    }

    private static @Nullable String best(List<ModelPrice> rows, String provider, String model) {
        Set<String> names = ModelNames.candidates(provider, model);
        for (String name : names) {
            for (ModelPrice row : rows) {
                if (row.provider().equals(provider) && row.model().equalsIgnoreCase(name)) {
                    return row.model();
                }
            }
            for (ModelPrice row : rows) {
                if (row.provider().equals(provider) && row.aliases().contains(name.toLowerCase(Locale.ROOT))) {
                    return row.model();
                }
            }
        }
        return null;
    }

    private static int after(List<ModelPrice> rows, String cursor) {
        return IntStream.range(0, rows.size())
                        .filter(i -> rows.get(i).version().equals(cursor))
                        .findFirst()
                        .orElseThrow(() -> ProblemException.invalid(
                                "cursor",
                                "'" + cursor + "' is not known here, expected the nextCursor of a page with the same"
                                        + " filters"))
                + 1;
    }
}
