package io.machinenativeops.binder.redis;

import java.time.Instant;

/**
 * Claims ids and appends one entry that carries only the parts whose ids were not yet claimed: one atomic step.
 *
 * <p>Each call is sent to Redis at most once. A {@link StreamUnavailableException} leaves its outcome open: the caller sends the
 * same request again, and parts that did get in the first time are then told as {@link Outcome#DUPLICATE}.
 */
public interface AppendOnce {

    /**
     * Appends the new parts of a request, and claims their ids for the configured retention.
     *
     * @return one outcome a part, in the order of the request
     * @throws ClaimsForgottenException when ids may have been claimed at a time of which claims are forgotten, see
     *     {@link AppendRequest#notClaimedBefore}; nothing was claimed or appended
     * @throws StreamFullException when the stream or the server has reached its bound; nothing was claimed or appended
     * @throws StreamUnavailableException when the server did not answer in time; the outcome is unknown
     */
    AppendResult append(AppendRequest request);

    /**
     * The moment, by the server's clock, since which all claims of the destination are remembered. A destination that remembers
     * none begins to: a service that asks before it takes anything in knows that it received nothing earlier.
     *
     * @throws StreamUnavailableException when the server did not answer in time
     */
    Instant remembersSince(String destination);
}
