package io.machinenativeops.teamrbac.token;

import java.io.Serial;

/** A credential for which no token is given; the message is a sentence for its sender. */
final class UnacceptableTokenException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    UnacceptableTokenException(String message) {
        super(message);
    }
}
