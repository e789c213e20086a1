package io.machinenativeops.binder.redis;

import org.jspecify.annotations.Nullable;

/** The server was not reached or did not answer in time: whether the command was carried out is unknown. */
public final class StreamUnavailableException extends StreamException {

    private static final long serialVersionUID = 1L;

    StreamUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
