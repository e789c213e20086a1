package io.machinenativeops.tokentracking.override;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.machinenativeops.tokentracking.pricing.ModelPrice;
import io.machinenativeops.tokentracking.pricing.PriceBook;
import io.machinenativeops.tokentracking.pricing.PricingRequest;
import io.machinenativeops.tokentracking.pricing.ProviderNames;
import org.jspecify.annotations.Nullable;

/** The overrides of one organisation as they stood at one change, ready to price by. */
final class OrganizationPrices {

    private final long change;
    private final PriceBook catalogue;
    private final PriceBook own;
    private final List<PriceOverride> adjustments;
    private final Map<String, ModelPrice> adjusted = new ConcurrentHashMap<>();

    /** @param change number of the change they were read after */
    OrganizationPrices(long change, List<PriceOverride> overrides, PriceBook catalogue) {
        this.change = change;
        this.catalogue = catalogue;
        this.own = PriceBook.of(overrides.stream()
                .filter(each -> each.terms().adjustment() == null)
                .map(PriceOverride::row)
                .toList());
        this.adjustments = overrides.stream()
                .filter(each -> each.terms().adjustment() != null)
                .sorted(Comparator.comparingInt(
                                (PriceOverride each) -> each.terms().specificity())
                        .reversed()
                        .thenComparing(PriceOverride::id))
                .toList();
    }

    long change() {
        return change;
    }

    /** Prices of its own go before adjustments; of these, the most specific pattern counts, and only that. */
    Optional<ModelPrice> find(PricingRequest request) {
        var row = own.find(request.provider(), request.model(), request.region(), request.occurredAt());
        if (row.isPresent() || adjustments.isEmpty()) {
            return row;
        }
        return catalogue
                .find(request.provider(), request.model(), request.region(), request.occurredAt())
                .flatMap(base -> adjusted(base, request.model(), request.occurredAt()));
    }

    private Optional<ModelPrice> adjusted(ModelPrice base, @Nullable String asked, Instant at) {
        return adjustments.stream()
                .filter(each -> each.terms().validAt(at) && applies(each.terms(), base, asked))
                .findFirst()
                .map(each -> adjusted.computeIfAbsent(each.version() + "." + base.version(), _ -> each.adjusted(base)));
    }

    private static boolean applies(OverrideTerms terms, ModelPrice base, @Nullable String asked) {
        return (asked != null && terms.matches(base.provider(), asked))
                || terms.matches(base.provider(), base.model())
                || base.aliases().stream().anyMatch(alias -> terms.matches(base.provider(), alias));
    }

    List<ModelPrice> over(List<ModelPrice> rows, @Nullable String provider, @Nullable String model, Instant at) {
        var result = new ArrayList<>(own(provider, model, at));
        for (var row : rows) {
            if (own.named(row.provider(), row.model(), at).isEmpty()) {
                result.add(adjusted(row, model, at).orElse(row));
            }
        }
        result.sort(PriceBook.ORDER);
        return result;
    }

    private List<ModelPrice> own(@Nullable String provider, @Nullable String model, Instant at) {
        if (model == null) {
            return own.rows().stream()
                    .filter(row -> row.validAt(at)
                            && (provider == null || row.provider().equals(provider)))
                    .toList();
        }
        var providers = provider == null
                ? own.rows().stream().map(ModelPrice::provider).distinct().toList()
                : List.of(ProviderNames.canonical(provider));
        return providers.stream()
                .flatMap(each -> own.named(each, model, at).stream())
                .toList();
    }
}
