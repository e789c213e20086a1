package io.machinenativeops.teamrbac.access;

import java.io.Serial;
import java.util.UUID;

/** The store does not have the revision that was asked for, or was announced, yet. */
public final class IndexBehindException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    IndexBehindException(UUID organization, long needed, long found) {
        super("organisation " + organization + " is at revision " + found + ": expected at least " + needed);
    }
}
