package io.machinenativeops.gateway.limit;

import java.time.Duration;

import io.github.bucket4j.ConsumptionProbe;

/**
 * What a limit said to one request.
 *
 * @param granted whether the request may pass
 * @param remaining requests that may come at once now
 * @param again until when one more may come; zero when granted
 * @param reset until all of the limit is there again
 */
record Taken(Limit limit, boolean granted, long remaining, Duration again, Duration reset) {

    static Taken of(Limit limit, ConsumptionProbe probe) {
        return new Taken(
                limit,
                probe.isConsumed(),
                probe.getRemainingTokens(),
                Duration.ofNanos(probe.getNanosToWaitForRefill()),
                Duration.ofNanos(probe.getNanosToWaitForReset()));
    }

    static Taken refused(Limit limit, Duration again) {
        return new Taken(limit, false, 0, again, limit.size().window());
    }
}
