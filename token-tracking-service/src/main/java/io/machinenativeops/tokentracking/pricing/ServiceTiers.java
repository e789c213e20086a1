package io.machinenativeops.tokentracking.pricing;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** One spelling for service tiers, whatever a provider calls them. */
public final class ServiceTiers {
    private static final Map<String, String> SPELLINGS = Map.ofEntries(
            Map.entry("on_demand_priority", "priority"),
            Map.entry("on_demand_flex", "flex"),
            Map.entry("on_demand_offpeak", "offpeak"),
            Map.entry("batches", "batch"),
            Map.entry("service_tier_priority", "priority"),
            Map.entry("service_tier_flex", "flex"));

    /** Names of the standard tier, which a price has no condition for. */
    private static final Set<String> STANDARD = Set.of(
            "",
            "standard",
            "default",
            "auto",
            "on_demand",
            "standard_only",
            "traffic_type_unspecified",
            "service_tier_standard",
            "service_tier_default",
            "service_tier_unspecified",
            "unspecified");

    private ServiceTiers() {}

    /** The tier in one spelling; null for the standard tier. */
    public static @Nullable String canonical(@Nullable String tier) {
        if (tier == null) {
            return null;
        }
        String name = tier.strip().toLowerCase(Locale.ROOT).replace('-', '_').replace(' ', '_');
        return STANDARD.contains(name) ? null : SPELLINGS.getOrDefault(name, name);
    }
}
