package io.machinenativeops.binder.redis;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/** The stream or its server has reached its bound: nothing was appended, and nothing that was accepted is dropped. */
public final class StreamFullException extends StreamException {

    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    StreamFullException(String message, Duration retryAfter, @Nullable Throwable cause) {
        super(message, cause);
        this.retryAfter = retryAfter;
    }

    /** How long a caller should wait before it sends again. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
