package io.machinenativeops.tokentracking.storage;

/** A row can't be stored, now or later: it has a value that the table does not hold. Nothing of the insert was stored. */
final class RowsRefusedException extends StoreException {

    private static final long serialVersionUID = 1L;

    RowsRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
