package io.machinenativeops.tokentracking.analysis;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.machinenativeops.tokentracking.pricing.ExplainedLine;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How the cost of an event came about.
 *
 * @param cost as stored; null when the event is unpriced
 * @param priceVersion of the price row that was used
 * @param lines one for each unit that was used, exact
 * @param explained whether the lines, summed and rounded once to 12 digits, are the stored cost
 * @param reason why there are no lines, or why they do not sum to the cost; null when all is well
 * @param flags what was odd in counting or pricing
 * @param rawUsage the provider's usage object as it was sent
 */
record CostExplanation(
        String eventId,
        @Nullable String cost,
        String currency,
        @Nullable String priceVersion,
        List<ExplainedLine> lines,
        boolean explained,
        @Nullable String reason,
        List<String> flags,

        @JsonRawValue @Schema(types = "object", additionalProperties = Schema.AdditionalPropertiesValue.TRUE)
        String rawUsage) {}
