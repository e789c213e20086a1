package io.machinenativeops.tokentracking.pricing.catalogue;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * One model as the second collection states it.
 *
 * @param provider the collection's own name of the provider
 * @param id the collection's name of the model
 * @param rule which names mean the model
 * @param periods prices by time, in order; the first has no start unless the collection states one
 */
record GenaiModel(String provider, String id, MatchRule rule, List<Period> periods) {

    /** Prices from one stated date to the next. */
    record Period(@Nullable Instant from, @Nullable Instant to, Map<PriceKey, BigDecimal> prices) {
        boolean holds(Instant moment) {
            return (from == null || !moment.isBefore(from)) && (to == null || moment.isBefore(to));
        }
    }
}
