package io.machinenativeops.local;

/** The stack cannot be started; the message says why and what to do. */
final class StackFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StackFailure(String message) {
        super(message);
    }
}
