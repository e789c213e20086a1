package io.machinenativeops.tokentracking.trace;

import java.math.BigDecimal;

import org.jspecify.annotations.Nullable;

/**
 * Sums over the parts of a tree.
 *
 * @param events model calls
 * @param unpricedEvents of these, calls without a known price; they are not in the cost
 * @param errors of these, calls that failed
 * @param spans what is no model call: agents, tools, workflows
 * @param inputTokens all input, cached included
 * @param outputTokens all output, reasoning included
 * @param cost of the priced calls, exact; null when none is priced
 */
record TreeSums(
        long events,
        long unpricedEvents,
        long errors,
        long spans,
        long inputTokens,
        long cacheReadTokens,
        long cacheWriteTokens,
        long outputTokens,
        long reasoningTokens,
        @Nullable String cost) {

    static final TreeSums NONE = new TreeSums(0, 0, 0, 0, 0, 0, 0, 0, 0, null);
    static final TreeSums ONE_SPAN = new TreeSums(0, 0, 0, 1, 0, 0, 0, 0, 0, null);

    TreeSums plus(TreeSums other) {
        return new TreeSums(
                events + other.events,
                unpricedEvents + other.unpricedEvents,
                errors + other.errors,
                spans + other.spans,
                inputTokens + other.inputTokens,
                cacheReadTokens + other.cacheReadTokens,
                cacheWriteTokens + other.cacheWriteTokens,
                outputTokens + other.outputTokens,
                reasoningTokens + other.reasoningTokens,
                sum(cost, other.cost));
    }

    private static @Nullable String sum(@Nullable String one, @Nullable String other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return text(new BigDecimal(one).add(new BigDecimal(other)));
    }

    /** A decimal as it goes out: without exponent and without zeros at the end. */
    static String text(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
}
