package io.machinenativeops.teamrbac.token;

import java.time.Instant;
import java.util.UUID;

/** What becomes of tokens after somebody signed out everywhere. */
@FunctionalInterface
public interface SignedInUsers {

    /** Whether the account is there and enabled, and what was given to it at that instant still counts. */
    boolean mayUse(UUID user, Instant given);
}
