package io.machinenativeops.tokentracking.otlp;

/** The body is not the export it should be; the message says where and what was expected. */
public final class UnreadableExportException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public UnreadableExportException(String message) {
        super(message, null, false, false);
    }
}
