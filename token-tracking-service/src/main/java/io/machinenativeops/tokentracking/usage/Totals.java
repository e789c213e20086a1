package io.machinenativeops.tokentracking.usage;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The check that works for every dialect: which way of adding gives the provider's own total?
 *
 * @param input input tokens as the provider counts them
 * @param cacheRead cache reads, inside or beside the input
 * @param cacheWrite cache writes, inside or beside the input
 * @param output output tokens as the provider counts them
 * @param reasoning reasoning tokens, inside or beside the output
 */
record Totals(long input, long cacheRead, long cacheWrite, long output, long reasoning) {

    enum Placement {
        /** Cache tokens are part of the input, reasoning is part of the output. */
        ALL_INSIDE,
        /** Reasoning stands beside the output. */
        REASONING_BESIDE,
        /** Cache reads and writes stand beside the input. */
        CACHE_BESIDE,
        /** Nothing adds up. */
        UNKNOWN
    }

    /** The first of the expected placements under which the counts add up; the first of all when no total is sent. */
    Placement placement(@Nullable Long total, List<Placement> expected) {
        if (total == null) {
            return expected.getFirst();
        }
        return expected.stream().filter(p -> sum(p) == total).findFirst().orElse(Placement.UNKNOWN);
    }

    private long sum(Placement placement) {
        return switch (placement) {
            case ALL_INSIDE -> input + output;
            case REASONING_BESIDE -> input + output + reasoning;
            case CACHE_BESIDE -> input + cacheRead + cacheWrite + output;
            case UNKNOWN -> -1;
        };
    }
}
