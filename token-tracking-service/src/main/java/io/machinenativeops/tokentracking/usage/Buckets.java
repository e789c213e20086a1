package io.machinenativeops.tokentracking.usage;

import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** Collects what a dialect reads. */
final class Buckets {
    private final Map<Unit, BigDecimal> quantities = new EnumMap<>(Unit.class);
    private final Set<String> flags = new HashSet<>();
    private long promptTotal;
    private @Nullable Long providerTotal;
    private @Nullable String serviceTier;
    private @Nullable String region;
    private @Nullable String speed;
    private @Nullable String size;
    private @Nullable String quality;
    private @Nullable BigDecimal reportedCost;

    void add(Unit unit, long quantity) {
        add(unit, BigDecimal.valueOf(quantity));
    }

    void add(Unit unit, BigDecimal quantity) {
        quantities.merge(unit, quantity, BigDecimal::add);
    }

    void flag(String flag) {
        flags.add(flag);
    }

    /** What is left of a total after its parts; parts that exceed it leave nothing and are flagged. */
    long rest(long total, long... parts) {
        long rest = total;
        for (long part : parts) {
            rest -= part;
        }
        if (rest < 0) {
            flag(NormalizedUsage.INCONSISTENT);
            return 0;
        }
        return rest;
    }

    void promptTotal(long tokens) {
        promptTotal = tokens;
    }

    void providerTotal(@Nullable Long tokens) {
        providerTotal = tokens;
    }

    void serviceTier(@Nullable String tier) {
        serviceTier = tier;
    }

    void region(@Nullable String name) {
        region = name;
    }

    void speed(@Nullable String name) {
        speed = name;
    }

    void serviceTierIfNone(@Nullable String tier) {
        serviceTier = serviceTier == null ? tier : serviceTier;
    }

    void speedIfNone(@Nullable String name) {
        speed = speed == null ? name : speed;
    }

    void sizeIfNone(@Nullable String name) {
        size = size == null ? name : size;
    }

    void qualityIfNone(@Nullable String name) {
        quality = quality == null ? name : quality;
    }

    void reportedCostIfNone(@Nullable BigDecimal usd) {
        reportedCost = reportedCost == null ? usd : reportedCost;
    }

    NormalizedUsage toUsage(Dialect dialect) {
        return new NormalizedUsage(
                dialect,
                quantities,
                promptTotal,
                providerTotal,
                flags,
                serviceTier,
                region,
                speed,
                size,
                quality,
                reportedCost);
    }
}
