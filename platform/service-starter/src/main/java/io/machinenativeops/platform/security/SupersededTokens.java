package io.machinenativeops.platform.security;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Which tokens are older than what is true now. A change is remembered for longer than any token lives that was issued before it.
 * Who keeps answers that were made from such tokens asks also for what changed since a question was sent.
 */
public final class SupersededTokens {

    /** Tokens live for five minutes, and clocks may be a minute off. */
    private static final Duration LONGEST_TOKEN = Duration.ofMinutes(7);

    private static final Duration BETWEEN_SWEEPS = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final Map<Whose, Change> changes = new ConcurrentHashMap<>();
    private final AtomicLong applied = new AtomicLong();
    private volatile Instant swept;

    public SupersededTokens(InstantSource clock) {
        this.clock = clock;
        this.swept = clock.instant();
    }

    private record Whose(String organization, Kind kind, String id) {}

    private enum Kind {
        ORGANIZATION,
        SUBJECT,
        KEY
    }

    private record Change(long revision, long number, Instant until) {

        Change newer(Change other) {
            return other.revision() >= revision ? other : new Change(revision, other.number(), other.until());
        }
    }

    /** How many changes were seen here: to be read before a question is sent whose answer is kept. */
    public long seen() {
        return applied.get();
    }

    /** Takes a change in, also one that was seen before. */
    public void apply(IdentityChange change) {
        var now = clock.instant();
        var made = new Change(change.revision(), applied.incrementAndGet(), now.plus(LONGEST_TOKEN));
        var organization = change.organizationId();
        if (change.all()) {
            add(new Whose(organization, Kind.ORGANIZATION, ""), made);
        }
        change.subjects().forEach(subject -> add(new Whose(organization, Kind.SUBJECT, subject), made));
        change.keyIds().forEach(key -> add(new Whose(organization, Kind.KEY, key), made));
        if (now.isAfter(swept.plus(BETWEEN_SWEEPS))) {
            swept = now;
            changes.values().removeIf(old -> now.isAfter(old.until()));
        }
    }

    private void add(Whose whose, Change change) {
        changes.merge(whose, change, Change::newer);
    }

    /** Whether something about the caller was changed after the token was issued. */
    boolean supersede(Caller caller) {
        return anyOf(
                caller.organizationId(),
                caller.subject(),
                caller.keyId(),
                change -> caller.authorizationRevision() < change.revision());
    }

    /**
     * Whether an answer about a caller must not be kept: the token in it is older than a change, or a change came after the
     * question was sent, so that nobody knows which of them was first.
     *
     * @param seenBefore what {@link #seen} said before the question was sent
     */
    public boolean outdate(
            long seenBefore, String organization, String subject, @Nullable String keyId, long revision) {
        return anyOf(
                organization, subject, keyId, change -> revision < change.revision() || seenBefore < change.number());
    }

    private boolean anyOf(String organization, String subject, @Nullable String key, Predicate<Change> concerned) {
        if (changes.isEmpty()) {
            return false;
        }
        return matches(new Whose(organization, Kind.ORGANIZATION, ""), concerned)
                || matches(new Whose(organization, Kind.SUBJECT, subject), concerned)
                || (key != null && matches(new Whose(organization, Kind.KEY, key), concerned));
    }

    private boolean matches(Whose whose, Predicate<Change> concerned) {
        var change = changes.get(whose);
        return change != null && concerned.test(change);
    }
}
