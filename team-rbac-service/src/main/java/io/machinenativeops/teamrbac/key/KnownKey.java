package io.machinenativeops.teamrbac.key;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.machinenativeops.platform.address.AddressRange;
import io.machinenativeops.teamrbac.key.KeyVerdict.Reason;
import io.machinenativeops.teamrbac.permission.Principal;
import org.jspecify.annotations.Nullable;

/**
 * A key that is not revoked, with all that decides whether it is good, as of one revision of its organisation.
 *
 * @param active whether organisation, project and owner are neither suspended nor gone, nor the project of an agent
 * @param previous the secret before the last rotation
 * @param previousUntil when that one stops; this instant is out already
 * @param lastUsedAt as of when it was read
 */
record KnownKey(
        UUID organization,
        long revision,
        UUID id,
        String keyId,
        Principal actsFor,
        @Nullable UUID project,
        @Nullable UUID team,
        boolean active,
        SecretHash secret,
        @Nullable SecretHash previous,
        @Nullable Instant previousUntil,
        List<AddressRange> sources,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsedAt) {

    KnownKey {
        sources = List.copyOf(sources);
    }

    KeyVerdict judge(ApiKey sent, @Nullable String source, Peppers peppers, Instant now) {
        boolean current = peppers.matches(sent, secret);
        // Both are compared each time: how long it takes says nothing of which one was near.
        boolean before = previous != null && peppers.matches(sent, previous);
        if (!current && !(before && previousUntil != null && now.isBefore(previousUntil))) {
            return unknown();
        }
        if (expiresAt != null && !now.isBefore(expiresAt)) {
            return new KeyVerdict.Refused(Reason.EXPIRED, "The key ended at " + expiresAt + ".");
        }
        if (!active) {
            return new KeyVerdict.Refused(
                    Reason.SUSPENDED, "The key's owner, project or organisation is suspended, or no more there.");
        }
        if (!sources.isEmpty() && (source == null || !AddressRange.admit(sources, source))) {
            return new KeyVerdict.Refused(
                    Reason.SOURCE,
                    "The key may not be used from " + (source == null ? "an unknown address" : source) + ".");
        }
        return new KeyVerdict.Valid(
                organization, Principal.key(id), actsFor, keyId, project, team, current ? expiresAt : grace());
    }

    /** Whether it is the key's secret, or that before the last rotation. */
    boolean isOf(ApiKey sent, Peppers peppers) {
        return peppers.matches(sent, secret) || (previous != null && peppers.matches(sent, previous));
    }

    private @Nullable Instant grace() {
        return expiresAt == null || (previousUntil != null && previousUntil.isBefore(expiresAt))
                ? previousUntil
                : expiresAt;
    }

    static KeyVerdict.Refused unknown() {
        return new KeyVerdict.Refused(Reason.UNKNOWN, "The key is not known, or was revoked or rotated.");
    }
}
