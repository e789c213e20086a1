package io.machinenativeops.tokentracking.pricing;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

import io.machinenativeops.platform.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** Pages through the price rows in force at a moment. */
final class PriceList {
    static final int LARGEST_PAGE = 500;

    private final PriceBook book;
    private final PriceOverlay overlay;
    private final Clock clock;

    PriceList(PriceBook book, PriceOverlay overlay, Clock clock) {
        this.book = book;
        this.overlay = overlay;
        this.clock = clock;
    }

    /** Some rows, and where to go on; null at the end. */
    record Page(List<ModelPrice> rows, @Nullable String nextCursor) {}

    /**
     * The rows that the organisation is priced by, its own in place of the catalogue's: of a provider, of a model or of both; all when neither is named.
     *
     * @param at the moment to look at; now when null
     * @param cursor version of the row the page before ended with
     */
    Page page(
            String organization,
            @Nullable String provider,
            @Nullable String model,
            @Nullable Instant at,
            @Nullable String cursor,
            int limit) {
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw ProblemException.invalid("limit", limit + " is not allowed, expected 1 to " + LARGEST_PAGE);
        }
        Instant moment = at == null ? clock.instant() : at;
        List<ModelPrice> catalogue =
                model == null ? inForce(provider, moment) : named(providers(provider), model, moment);
        String canonical = provider == null ? null : ProviderNames.canonical(provider);
        List<ModelPrice> rows = overlay.over(organization, catalogue, canonical, model, moment);
        int from = cursor == null ? 0 : after(rows, cursor);
        List<ModelPrice> page = rows.subList(from, Math.min(rows.size(), from + limit));
        boolean more = from + limit < rows.size();
        return new Page(page, more ? page.getLast().version() : null);
    }

    private List<ModelPrice> inForce(@Nullable String provider, Instant moment) {
        String canonical = provider == null ? null : ProviderNames.canonical(provider);
        return book.rows().stream()
                .filter(row -> row.validAt(moment)
                        && (canonical == null || row.provider().equals(canonical)))
                .toList();
    }

    private List<String> providers(@Nullable String provider) {
        return provider == null
                ? book.rows().stream().map(ModelPrice::provider).distinct().toList()
                : List.of(ProviderNames.canonical(provider));
    }

    private List<ModelPrice> named(List<String> providers, String model, Instant moment) {
        return providers.stream()
                .flatMap(provider -> book.named(provider, model, moment).stream())
                .toList();
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
