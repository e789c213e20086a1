package io.machinenativeops.tokentracking.ingest;

import java.time.Duration;
import java.time.Instant;

import io.machinenativeops.binder.redis.AppendOnce;
import io.machinenativeops.binder.redis.AppendRequest;
import io.machinenativeops.binder.redis.AppendResult;
import io.machinenativeops.binder.redis.StreamException;
import io.machinenativeops.binder.redis.StreamFullException;
import io.machinenativeops.binder.redis.StreamUnavailableException;
import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;

/** Appends to a stream for a caller who is told by a problem why that can't be done now. */
public final class DurableAppend {

    private static final Duration SHORT_BREAK = Duration.ofSeconds(2);

    private final AppendOnce stream;

    DurableAppend(AppendOnce stream) {
        this.stream = stream;
    }

    /**
     * As {@link AppendOnce#append}.
     *
     * @throws ProblemException {@code unavailable} when nothing can be taken now; sending the same again is safe
     */
    public AppendResult append(AppendRequest request) {
        try {
            return stream.append(request);
        } catch (StreamException refused) {
            throw unavailable(refused);
        }
    }

    /** As {@link AppendOnce#remembersSince}. */
    Instant remembersSince(String destination) {
        return stream.remembersSince(destination);
    }

    /** The answer when the stream's server refuses or does not answer. */
    public static ProblemException unavailable(StreamException refused) {
        var problem = switch (refused) {
            case StreamFullException full ->
                new ProblemException(
                                CommonProblem.UNAVAILABLE,
                                "The event stream is full until the store has caught up. Nothing was accepted.")
                        .retryAfter(full.retryAfter());
            case StreamUnavailableException _ ->
                new ProblemException(
                                CommonProblem.UNAVAILABLE,
                                "The event stream does not answer. Send the same again: what was taken is not taken twice.")
                        .retryAfter(SHORT_BREAK);
        };
        problem.initCause(refused);
        return problem;
    }
}
