package io.machinenativeops.platform.security;

import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;

/** The token is genuine, but what it says is not true any more. A new one is to be had for the same credential, or none is. */
final class SupersededTokenException extends InvalidBearerTokenException {

    private static final long serialVersionUID = 1;

    SupersededTokenException() {
        super("The grants of its subject, key or organisation were changed after it was issued");
    }
}
