package io.machinenativeops.platform.security;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which tokens are older than what is true now. A change is remembered for longer than any token lives that was issued before it.
 */
final class SupersededTokens {

    /** Tokens live for five minutes, and clocks may be a minute off. */
    private static final Duration LONGEST_TOKEN = Duration.ofMinutes(7);

    private static final Duration BETWEEN_SWEEPS = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final Map<Whose, Change> changes = new ConcurrentHashMap<>();
    private volatile Instant swept;

    SupersededTokens(InstantSource clock) {
        this.clock = clock;
        this.swept = clock.instant();
    }

    private record Whose(String organization, Kind kind, String id) {}

    private enum Kind {
        ORGANIZATION,
        SUBJECT,
        KEY
    }

    private record Change(long revision, Instant until) {

        Change newer(Change other) {
            return other.revision() >= revision ? other : this;
        }
    }

    void apply(IdentityChange change) {
        var now = clock.instant();
        var made = new Change(change.revision(), now.plus(LONGEST_TOKEN));
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
        if (changes.isEmpty()) {
            return false;
        }
        var organization = caller.organizationId();
        var key = caller.keyId();
        return isOlder(caller, new Whose(organization, Kind.ORGANIZATION, ""))
                || isOlder(caller, new Whose(organization, Kind.SUBJECT, caller.subject()))
                || (key != null && isOlder(caller, new Whose(organization, Kind.KEY, key)));
    }

    private boolean isOlder(Caller caller, Whose whose) {
        var change = changes.get(whose);
        return change != null && caller.authorizationRevision() < change.revision();
    }
}
