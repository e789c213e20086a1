package io.machinenativeops.binder.redis;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What became of an {@link AppendRequest}.
 *
 * @param entryId the id of the new entry, null when no part was new
 * @param outcomes one a part, in the order of the request
 * @param remembersSince the moment, by the server's clock, since which all claims of the destination are remembered
 */
public record AppendResult(@Nullable String entryId, List<Outcome> outcomes, Instant remembersSince) {

    public AppendResult {
        outcomes = List.copyOf(outcomes);
    }
}
