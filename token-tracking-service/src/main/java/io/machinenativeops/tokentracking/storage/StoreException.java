package io.machinenativeops.tokentracking.storage;

import org.jspecify.annotations.Nullable;

/** ClickHouse did not do what it was asked. */
public abstract sealed class StoreException extends RuntimeException
        permits StoreUnavailableException, RowsRefusedException, StatementRefusedException, TableFaultException {

    private static final long serialVersionUID = 1L;

    StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
