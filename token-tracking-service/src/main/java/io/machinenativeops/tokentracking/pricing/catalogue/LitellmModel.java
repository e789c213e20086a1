package io.machinenativeops.tokentracking.pricing.catalogue;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

import io.machinenativeops.tokentracking.pricing.Multiplier;
import org.jspecify.annotations.Nullable;

/**
 * One model as the first collection states it, without dates.
 *
 * @param provider canonical name
 * @param model name at the provider, without the collection's own prefixes
 * @param region place of inference, where the key names one
 * @param multipliers surcharges on all token prices
 */
record LitellmModel(
        String provider,
        String model,
        @Nullable String region,
        Map<PriceKey, BigDecimal> prices,
        List<Multiplier> multipliers,
        @Nullable String source) {}
