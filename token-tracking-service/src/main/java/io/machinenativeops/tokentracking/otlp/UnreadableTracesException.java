package io.machinenativeops.tokentracking.otlp;

/** The body is not an export of traces. */
final class UnreadableTracesException extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnreadableTracesException(String message) {
        super(message, null, false, false);
    }
}
