package io.machinenativeops.binder.redis;

import org.jspecify.annotations.Nullable;

/** A stream could not take or give an entry for a reason that passes: try again later. */
public abstract sealed class StreamException extends RuntimeException
        permits StreamFullException, StreamUnavailableException {

    private static final long serialVersionUID = 1L;

    StreamException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
