package io.machinenativeops.tokentracking.ingest;

import io.machinenativeops.binder.redis.AppendOnce;
import io.machinenativeops.binder.redis.AppendRequest;
import io.machinenativeops.binder.redis.AppendResult;
import io.machinenativeops.binder.redis.StreamException;

/** Appends to a stream for a caller who is told by a problem why that can't be done now. */
public final class DurableAppend {

    private final AppendOnce stream;

    DurableAppend(AppendOnce stream) {
        this.stream = stream;
    }

    /**
     * As {@link AppendOnce#append}.
     *
     * @throws io.machinenativeops.platform.problem.ProblemException {@code unavailable} when nothing can be taken now; sending the same again is safe
     */
    public AppendResult append(AppendRequest request) {
        try {
            return stream.append(request);
        } catch (StreamException refused) {
            throw UsageJournal.unavailable(refused);
        }
    }
}
