package io.machinenativeops.teamrbac.account;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A person.
 *
 * @param email in lower case, NFC
 * @param emailVerifiedAt null while nobody has shown that it is theirs
 * @param passwordHash null for who signs in elsewhere
 * @param validFrom sessions and tokens from before count no more
 * @param operator whether the person runs the platform
 */
public record Account(
        UUID id,
        String email,
        @Nullable Instant emailVerifiedAt,
        String name,
        @Nullable String passwordHash,
        @Nullable Instant disabledAt,
        Instant validFrom,
        boolean operator) {

    /** Whether what was given to the person at that instant still counts. */
    public boolean accepts(Instant given) {
        return disabledAt == null && !given.isBefore(validFrom);
    }
}
