package io.machinenativeops.embedded;

import org.jspecify.annotations.Nullable;

/** A store could not be fetched, started or reached; the message says what to do about it. */
public final class EmbeddedStoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    EmbeddedStoreException(String message) {
        super(message);
    }

    EmbeddedStoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
