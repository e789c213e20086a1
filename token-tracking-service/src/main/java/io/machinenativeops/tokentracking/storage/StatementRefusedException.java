package io.machinenativeops.tokentracking.storage;

/** The server understood the statement and refuses it: a fault of ours or of the server's settings. */
final class StatementRefusedException extends StoreException {

    private static final long serialVersionUID = 1L;

    StatementRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
