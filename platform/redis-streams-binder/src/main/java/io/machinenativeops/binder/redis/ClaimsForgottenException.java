package io.machinenativeops.binder.redis;

import java.time.Instant;

/**
 * Nothing was appended, for the stream can't tell whether the ids are new: they may have been claimed before all that it
 * remembers. Whoever finds out elsewhere sends them again, with {@link #remembersSince} as the moment before which they were
 * not claimed.
 */
public final class ClaimsForgottenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Instant remembersSince;

    /** @param asked the moment from which on they were needed */
    public ClaimsForgottenException(String destination, Instant remembersSince, Instant asked) {
        super("claims of " + destination + " are remembered since " + remembersSince + ": expected since " + asked);
        this.remembersSince = remembersSince;
    }

    /** The moment, by the server's clock, since which all claims of the destination are remembered. */
    public Instant remembersSince() {
        return remembersSince;
    }
}
