package io.machinenativeops.tokentracking.usage;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * A usage object split into buckets that never overlap.
 *
 * @param dialect how the object was read
 * @param quantities what was used, without zeros
 * @param promptTotal tokens that count towards a prompt-size threshold: all input but tool prompts
 * @param providerTotal the provider's own total when it sends one
 * @param flags what was odd, such as {@code usage_inconsistent}; sorted
 * @param serviceTier the tier the response names, as sent
 * @param region the place of inference the response names, as sent
 * @param speed the speed the response names, as sent
 * @param size the size of what was made or searched, as sent: {@code 1024x1024}, {@code 1080p}, {@code low}
 * @param quality the quality of what was made, as sent: {@code hd}, {@code high}
 * @param reportedCost USD the provider itself says the call cost
 */
public record NormalizedUsage(
        Dialect dialect,
        Map<Unit, BigDecimal> quantities,
        long promptTotal,
        @Nullable Long providerTotal,
        Set<String> flags,
        @Nullable String serviceTier,
        @Nullable String region,
        @Nullable String speed,
        @Nullable String size,
        @Nullable String quality,
        @Nullable BigDecimal reportedCost) {

    /** The counts contradict each other; the buckets were clamped at zero or do not add up to the provider's total. */
    public static final String INCONSISTENT = "usage_inconsistent";
    /** The lifetime of a cache write was not stated and five minutes were assumed. */
    public static final String CACHE_TTL_ASSUMED = "cache_ttl_assumed";
    /** Cache reads and writes exceeded the input, so they were read as standing beside it. */
    public static final String DIALECT_SWITCHED = "dialect_switched";
    /** The counts are those of several requests together: tiers by the size of a prompt go by its average. */
    public static final String AGGREGATED = "aggregated";

    public NormalizedUsage {
        var copy = new EnumMap<Unit, BigDecimal>(Unit.class);
        quantities.forEach((unit, quantity) -> {
            if (quantity.signum() < 0) {
                throw new IllegalArgumentException(
                        "quantity of " + unit.key() + " is " + quantity + ", expected 0 or more");
            }
            if (quantity.signum() > 0) {
                copy.put(unit, quantity);
            }
        });
        quantities = Collections.unmodifiableMap(copy);
        flags = Collections.unmodifiableSet(new TreeSet<>(flags));
    }

    /** The quantity of a unit; zero when none was used. */
    public BigDecimal quantity(Unit unit) {
        return quantities.getOrDefault(unit, BigDecimal.ZERO);
    }

    /** All input tokens, cached ones included. */
    public long inputTokens() {
        return tokens(Unit.Side.INPUT);
    }

    /** All output tokens, reasoning included. */
    public long outputTokens() {
        return tokens(Unit.Side.OUTPUT);
    }

    public long cacheReadTokens() {
        return sum(Unit.IN_CACHE_READ, Unit.IN_AUDIO_CACHED, Unit.IN_IMAGE_CACHED);
    }

    public long cacheWriteTokens() {
        return sum(Unit.IN_CACHE_WRITE_5M, Unit.IN_CACHE_WRITE_1H, Unit.IN_CACHE_WRITE_OTHER);
    }

    public long reasoningTokens() {
        return sum(Unit.OUT_REASONING);
    }

    private long tokens(Unit.Side side) {
        long sum = 0;
        for (Map.Entry<Unit, BigDecimal> used : quantities.entrySet()) {
            if (used.getKey().kind() == Unit.Kind.TOKENS && used.getKey().side() == side) {
                sum += used.getValue().longValueExact();
            }
        }
        return sum;
    }

    private long sum(Unit... units) {
        long sum = 0;
        for (Unit unit : units) {
            sum += quantity(unit).longValueExact();
        }
        return sum;
    }
}
