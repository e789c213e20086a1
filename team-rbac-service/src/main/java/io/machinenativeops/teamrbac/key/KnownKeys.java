package io.machinenativeops.teamrbac.key;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

/**
 * Remembers keys by their public part. What is remembered carries the organisation's revision it was read at, and counts only
 * while no later one was told of: a key that is read while it is being revoked is not remembered past the revocation. In case
 * telling fails, it counts for a while only.
 */
final class KnownKeys {

    private static final int MOST = 20_000;

    private final Function<String, Optional<KnownKey>> store;
    private final InstantSource time;
    private final Duration freshFor;
    private final ConcurrentMap<String, Held> held = new ConcurrentHashMap<>();
    private final ConcurrentMap<UUID, Long> told = new ConcurrentHashMap<>();

    /**
     * @param store reads a key and the revision of its organisation as of one moment; empty for what is unknown or revoked
     * @param freshFor how long a key counts without a look at the store
     */
    KnownKeys(Function<String, Optional<KnownKey>> store, InstantSource time, Duration freshFor) {
        this.store = store;
        this.time = time;
        this.freshFor = freshFor;
    }

    Optional<KnownKey> find(String keyId) {
        var now = time.instant();
        var known = held.get(keyId);
        if (known != null && now.isBefore(known.until) && isCurrent(known.key)) {
            return Optional.of(known.key);
        }
        var read = store.apply(keyId);
        if (read.isPresent() && isCurrent(read.get())) {
            if (held.size() >= MOST) {
                held.clear();
            }
            held.put(keyId, new Held(read.get(), now.plus(freshFor)));
        } else {
            held.remove(keyId);
        }
        return read;
    }

    /** Says that an organisation has a new revision: nothing that was read before it counts any more. */
    void changed(UUID organization, long revision) {
        told.merge(organization, revision, Math::max);
    }

    private boolean isCurrent(KnownKey key) {
        return key.revision() >= told.getOrDefault(key.organization(), 0L);
    }

    private record Held(KnownKey key, Instant until) {}
}
