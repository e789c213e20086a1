package io.machinenativeops.tokentracking.pricing;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * All prices of one model at one provider for one range of time.
 *
 * @param provider canonical name, see {@link ProviderNames}
 * @param model the provider's name for the model
 * @param aliases other names by which the same row is found
 * @param region place of inference this row is for; null for the row that has none
 * @param currency ISO 4217 code
 * @param version names this row for ever: a digest of all it says about prices
 * @param effectiveFrom start of validity; null when no source states one
 * @param effectiveTo end of validity, excluded; null while it is valid
 * @param source page the prices were taken from, where a source states one
 * @param seenAt day the collections were read
 */
public record ModelPrice(
        String provider,
        String model,
        List<String> aliases,
        @Nullable String region,
        String currency,
        String version,
        @Nullable Instant effectiveFrom,
        @Nullable Instant effectiveTo,
        PriceStatus status,
        List<UnitPrice> prices,
        List<Multiplier> multipliers,
        @Nullable String source,
        @Nullable LocalDate seenAt) {

    /** Names providers use when the place does not matter. */
    private static final Set<String> ANYWHERE = Set.of("", "global", "not_available", "any");

    public ModelPrice {
        aliases = List.copyOf(aliases);
        prices = List.copyOf(prices);
        multipliers = List.copyOf(multipliers);
    }

    /** Whether the row was in force at this moment. */
    public boolean validAt(Instant moment) {
        return (effectiveFrom == null || !moment.isBefore(effectiveFrom))
                && (effectiveTo == null || moment.isBefore(effectiveTo));
    }

    /** Whether this region was asked for and the row says nothing about it. */
    boolean isOtherRegion(@Nullable String asked) {
        if (asked == null || isAnywhere(asked) || asked.equalsIgnoreCase(region)) {
            return false;
        }
        return prices.stream().noneMatch(price -> answers(price.conditions(), asked))
                && multipliers.stream().noneMatch(m -> answers(m.conditions(), asked));
    }

    private static boolean answers(PriceConditions conditions, String asked) {
        String own = conditions.region();
        return asked.equalsIgnoreCase(own) || PriceConditions.REGIONAL.equals(own);
    }

    /** Whether no place of inference is named, or one that says that the place does not matter. */
    static boolean isAnywhere(@Nullable String asked) {
        return asked == null || ANYWHERE.contains(asked.strip().toLowerCase(Locale.ROOT));
    }
}
