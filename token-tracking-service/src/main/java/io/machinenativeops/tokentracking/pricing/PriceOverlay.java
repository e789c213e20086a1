package io.machinenativeops.tokentracking.pricing;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** Prices that organisations set for themselves, over those of the catalogue. Answers come from memory. */
public interface PriceOverlay {

    /** The row that prices this call in place of the catalogue's, if the organisation set one. */
    Optional<ModelPrice> find(String organization, PricingRequest request);

    /** The row of a price version of the organisation, for ever; empty if it is not one of its own. */
    Optional<ModelPrice> version(String organization, String priceVersion);

    /**
     * The rows that count for the organisation at a moment, in the order of listing.
     *
     * @param rows of the catalogue that were asked for
     * @param provider asked for, by its one name
     * @param model asked for
     */
    List<ModelPrice> over(
            String organization, List<ModelPrice> rows, @Nullable String provider, @Nullable String model, Instant at);

    /** Whether the prices of the organisation were read since the start; until then it looks as if it had none. */
    boolean isKnown(String organization);

    /** Nobody has prices of its own. */
    PriceOverlay NONE = new PriceOverlay() {
        @Override
        public Optional<ModelPrice> find(String organization, PricingRequest request) {
            return Optional.empty();
        }

        @Override
        public Optional<ModelPrice> version(String organization, String priceVersion) {
            return Optional.empty();
        }

        @Override
        public List<ModelPrice> over(
                String organization,
                List<ModelPrice> rows,
                @Nullable String provider,
                @Nullable String model,
                Instant at) {
            return rows;
        }

        @Override
        public boolean isKnown(String organization) {
            return true;
        }
    };
}
