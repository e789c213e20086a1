package io.machinenativeops.teamrbac.key;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * Remembers when keys were used last, and has it written beside requests: the first use of a key at once, later ones once a
 * minute.
 */
final class LastUses {

    private static final Duration BETWEEN = Duration.ofMinutes(1);
    private static final int MOST = 100_000;

    private final Map<UUID, Use> waiting = new ConcurrentHashMap<>();
    private final Map<UUID, Instant> noted = new ConcurrentHashMap<>();
    private volatile Runnable wake = () -> {};

    /** Sets what has {@link #write} called soon. */
    void whenFirst(Runnable call) {
        wake = call;
    }

    /** A use that waits to be written. */
    record Use(UUID organization, UUID key, Instant at) {}

    void used(KnownKey key, Instant now) {
        var before = noted.get(key.id());
        var last = before == null ? key.lastUsedAt() : before;
        if (last != null && now.isBefore(last.plus(BETWEEN))) {
            return;
        }
        if (noted.size() >= MOST) {
            noted.clear();
        }
        noted.put(key.id(), now);
        waiting.put(key.id(), new Use(key.organization(), key.id(), now));
        if (last == null) {
            wake.run();
        }
    }

    /** Hands on what waits, by organisation. What can't be written now waits on. */
    void write(BiConsumer<UUID, Map<UUID, Instant>> store) {
        var batch = Map.copyOf(waiting);
        batch.values().stream()
                .collect(Collectors.groupingBy(Use::organization))
                .forEach((organization, uses) -> {
                    store.accept(organization, uses.stream().collect(Collectors.toMap(Use::key, Use::at)));
                    uses.forEach(use -> waiting.remove(use.key(), use));
                });
    }
}
