package io.machinenativeops.tokentracking.pricing.catalogue;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.machinenativeops.tokentracking.pricing.Multiplier;
import io.machinenativeops.tokentracking.pricing.PriceConditions;
import tools.jackson.databind.JsonNode;

/** The factors that the first collection states beside a model's prices. */
final class Surcharges {
    private static final String PROCESSING = "regional_processing_uplift_multiplier_";
    private static final String ENDPOINT = "regional_endpoint_uplift_multiplier";
    private static final Set<String> SPEEDS = Set.of("fast");
    private static final Set<String> REGIONS = Set.of("us", "eu");

    private Surcharges() {}

    /** Processing kept in a region, any endpoint but the global one, and a provider's own regions and speeds. */
    static List<Multiplier> read(JsonNode row, ImportReport report) {
        var found = new ArrayList<Multiplier>();
        row.properties().forEach(entry -> {
            String field = entry.getKey();
            if (field.startsWith(PROCESSING)) {
                add(found, entry.getValue(), PriceConditions.NONE.withRegion(field.substring(PROCESSING.length())));
            } else if (field.equals(ENDPOINT)) {
                add(found, entry.getValue(), PriceConditions.NONE.withRegion(PriceConditions.REGIONAL));
            } else if (field.equals("provider_specific_entry")) {
                own(entry.getValue(), found, report);
            }
        });
        return List.copyOf(found);
    }

    private static void own(JsonNode entries, List<Multiplier> found, ImportReport report) {
        entries.properties().forEach(entry -> {
            if (REGIONS.contains(entry.getKey())) {
                add(found, entry.getValue(), PriceConditions.NONE.withRegion(entry.getKey()));
            } else if (SPEEDS.contains(entry.getKey())) {
                add(found, entry.getValue(), PriceConditions.NONE.withSpeed(entry.getKey()));
            } else {
                report.left(LitellmFile.NAME, "provider_specific_entry " + entry.getKey(), "no price");
            }
        });
    }

    private static void add(List<Multiplier> found, JsonNode factor, PriceConditions conditions) {
        BigDecimal value = factor.decimalValue(BigDecimal.ONE).stripTrailingZeros();
        if (value.compareTo(BigDecimal.ONE) != 0) {
            found.add(new Multiplier(value.scale() < 0 ? value.setScale(0) : value, conditions));
        }
    }
}
