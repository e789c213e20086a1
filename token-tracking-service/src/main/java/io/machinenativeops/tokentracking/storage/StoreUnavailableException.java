package io.machinenativeops.tokentracking.storage;

import org.jspecify.annotations.Nullable;

/** ClickHouse was not reached, is overloaded or was too slow: whether an insert took place is unknown. Try again later. */
public final class StoreUnavailableException extends StoreException {

    private static final long serialVersionUID = 1L;

    StoreUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
