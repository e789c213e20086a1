package io.machinenativeops.gateway.exchange;

import java.time.Instant;

import io.machinenativeops.platform.problem.ProblemType;

/** An answer that is kept. */
sealed interface Held {

    /** Until when it counts, unless something changes before. */
    Instant until();

    /**
     * A token.
     *
     * @param seenBefore changes of identity seen when it was asked for
     * @param renewAt from when on another is fetched beside requests
     */
    record Token(String value, TokenClaims claims, long seenBefore, Instant renewAt, Instant until) implements Held {}

    /** That there is none, and why. */
    record Refusal(ProblemType problem, String detail, Instant until) implements Held {}
}
