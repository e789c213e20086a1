package io.machinenativeops.teamrbac.key;

import java.time.Instant;
import java.util.UUID;

import io.machinenativeops.teamrbac.permission.Principal;
import org.jspecify.annotations.Nullable;

/** Whether a key is good, and for what. */
public sealed interface KeyVerdict {

    /**
     * It is.
     *
     * @param key the principal whose permissions count
     * @param actsFor the user or agent behind it: the subject of a token
     * @param keyId the public part of the key
     * @param project where usage is counted that names none
     * @param team of that project
     * @param validUntil the key's end, or that of the grace after a rotation; that instant is out already. Null for no end
     */
    record Valid(
            UUID organization,
            Principal key,
            Principal actsFor,
            String keyId,
            @Nullable UUID project,
            @Nullable UUID team,
            @Nullable Instant validUntil)
            implements KeyVerdict {}

    /**
     * It is not.
     *
     * @param detail for the one who sent it; it never holds what was sent
     */
    record Refused(Reason reason, String detail) implements KeyVerdict {}

    /** What stands against it. */
    enum Reason {
        /** It is no key of ours by its form or checksum. */
        MALFORMED,
        /** There is none such, its secret is another, it was revoked, or its grace is over: which of them is not said. */
        UNKNOWN,
        EXPIRED,
        /** It may not be used from there. */
        SOURCE,
        /** Its owner, its project, or the whole organisation, is suspended or gone. */
        SUSPENDED
    }
}
