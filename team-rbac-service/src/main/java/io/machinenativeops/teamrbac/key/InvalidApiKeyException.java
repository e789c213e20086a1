package io.machinenativeops.teamrbac.key;

import java.io.Serial;

/** A text that is no API key of ours. */
public final class InvalidApiKeyException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    InvalidApiKeyException(String message) {
        super(message);
    }
}
