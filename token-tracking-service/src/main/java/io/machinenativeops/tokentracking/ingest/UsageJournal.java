package io.machinenativeops.tokentracking.ingest;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.machinenativeops.binder.redis.AppendRequest;
import io.machinenativeops.binder.redis.ClaimsForgottenException;
import io.machinenativeops.binder.redis.Outcome;
import io.machinenativeops.binder.redis.Part;
import io.machinenativeops.binder.redis.StreamUnavailableException;
import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.tokentracking.event.TimeOrderedId;
import io.machinenativeops.tokentracking.event.UsageRecorded;
import io.machinenativeops.tokentracking.event.UsageRecordedJson;
import io.machinenativeops.tokentracking.ingest.reading.EventIdentity;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records events on the stream, each once: its id is known by the stream's claims or, where those are forgotten, by the store.
 * The append itself says when claims are forgotten, so that nothing is missed between looking and appending.
 */
final class UsageJournal {

    private static final Logger log = LoggerFactory.getLogger(UsageJournal.class);

    /** Parts of one entry; a script of more would hold up everyone else at the server. */
    private static final int ENTRY = 1000;
    /** How often an append is tried whose stream forgets meanwhile: it does so once in hours. */
    static final int TRIES = 5;

    private static final Duration SHORT_BREAK = Duration.ofSeconds(2);
    /** How long live usage is not held up again by a store that was found away. */
    private static final Duration STORE_BREAK = Duration.ofSeconds(5);

    private static final Map<String, Object> HEADERS = Map.of("contentType", "application/json");

    private final DurableAppend stream;
    private final RecordedEvents recorded;
    private final Duration ahead;
    private final Duration untimed;
    private final Map<String, Beginning> beginnings = new ConcurrentHashMap<>();
    private volatile Instant remembersSince = Instant.EPOCH;
    private volatile Instant storeAwayUntil = Instant.EPOCH;

    /**
     * @param recorded is asked for events whose claims may be forgotten
     * @param ahead how much later than its receipt by the stream's clock an event may say that it occurred
     * @param untimed how long an event that says no time of its own is known again
     */
    UsageJournal(DurableAppend stream, RecordedEvents recorded, Duration ahead, Duration untimed) {
        this.stream = stream;
        this.recorded = recorded;
        this.ahead = ahead;
        this.untimed = untimed;
    }

    /**
     * Records the events; when it returns, they are durable.
     *
     * @return one outcome an event, in order
     * @throws ProblemException {@code unavailable} when nothing can be taken now; sending the same again is safe
     */
    List<Outcome> record(String organization, List<PreparedEvent> events, Instant now) {
        var outcomes = new ArrayList<Outcome>(events.size());
        for (int from = 0; from < events.size(); from += ENTRY) {
            var chunk = events.subList(from, Math.min(from + ENTRY, events.size()));
            outcomes.addAll(entry(organization, chunk, now));
        }
        return outcomes;
    }

    /**
     * Lets the stream begin to remember, before anything is received: what came earlier than that would have to be looked for in
     * the store, again and again, until the memory is old enough.
     */
    void begin() {
        try {
            remembersSince = stream.remembersSince(UsageRecorded.DESTINATION);
        } catch (StreamUnavailableException away) {
            log.info("the stream does not answer yet, and begins to remember with the first event");
        }
    }

    /** Since when the stream remembers ids, as far as is known: to be asked before the store is looked into. */
    Instant remembersSince() {
        return remembersSince;
    }

    /**
     * Records corrections of events that were looked up in the store, with their revisions; when it returns, they are durable.
     *
     * @param since what {@link #remembersSince} said before they were looked up
     * @return one outcome a correction, in order
     * @throws ClaimsForgottenException when the stream may have forgotten corrections that were not stored yet when they were
     *     looked up: look again
     */
    List<Outcome> recordCorrections(String organization, List<PreparedEvent> corrections, Instant since, Instant now) {
        if (corrections.isEmpty()) {
            return List.of();
        }
        try {
            return append(
                    organization,
                    corrections.stream()
                            .map(event ->
                                    new Part(event.claim(), event.identity().fingerprint(), event.body()))
                            .toList(),
                    since,
                    now);
        } catch (ClaimsForgottenException forgotten) {
            remembersSince = forgotten.remembersSince();
            throw forgotten;
        }
    }

    private List<Outcome> entry(String organization, List<PreparedEvent> events, Instant now) {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            var since = remembersSince;
            var stored = alreadyStored(organization, events, since, now);
            try {
                return append(organization, events, stored, since, now);
            } catch (ClaimsForgottenException forgotten) {
                remembersSince = forgotten.remembersSince();
            }
        }
        throw forgetsTooFast();
    }

    static ProblemException forgetsTooFast() {
        return new ProblemException(
                        CommonProblem.UNAVAILABLE,
                        "The event stream forgets ids faster than they can be looked up. Send the same again later.")
                .retryAfter(SHORT_BREAK);
    }

    private List<Outcome> append(
            String organization, List<PreparedEvent> events, Map<String, String> stored, Instant since, Instant now) {
        var parts = new ArrayList<Part>(events.size());
        for (var event : events) {
            var identity = event.identity();
            if (!stored.containsKey(identity.id())) {
                parts.add(new Part(event.claim(), identity.fingerprint(), event.body()));
            }
        }
        var appended = parts.isEmpty()
                ? List.<Outcome>of().iterator()
                : append(organization, parts, reach(organization, events, since), now)
                        .iterator();
        return events.stream()
                .map(event -> {
                    var fingerprint = stored.get(event.identity().id());
                    if (fingerprint == null) {
                        return appended.next();
                    }
                    return fingerprint.equals(event.identity().fingerprint()) ? Outcome.DUPLICATE : Outcome.CONFLICT;
                })
                .toList();
    }

    private List<Outcome> append(
            String organization, List<Part> parts, @Nullable Instant notClaimedBefore, Instant now) {
        var request = new AppendRequest(
                UsageRecorded.DESTINATION,
                organization,
                HEADERS,
                UsageRecordedJson.before(TimeOrderedId.at(now), now, organization),
                UsageRecordedJson.between(),
                UsageRecordedJson.after(),
                parts,
                notClaimedBefore);
        var result = stream.append(request);
        remembersSince = result.remembersSince();
        return result.outcomes();
    }

    /** The moment before which none of the events was claimed, for those that may have been were looked up; null for any. */
    private @Nullable Instant reach(String organization, List<PreparedEvent> events, Instant since) {
        var earliest = events.stream()
                .map(this::earliestReceipt)
                .min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
        if (earliest.equals(Instant.MAX)) {
            return null;
        }
        var reach = earliest.isBefore(since) ? since : earliest;
        var begun = beginnings.get(organization);
        return begun != null && begun.nothingBefore() && begun.moment().isAfter(reach) ? begun.moment() : reach;
    }

    /**
     * What the store knows of the events whose claims may be forgotten. Live usage does not wait for a store that is away: were
     * it the resend of a forgotten event, the claims of its last minutes would have to be lost as well.
     */
    private Map<String, String> alreadyStored(
            String organization, List<PreparedEvent> events, Instant since, Instant now) {
        boolean live = events.stream().allMatch(event -> isLive(event, now));
        if (live && now.isBefore(storeAwayUntil)) {
            return Map.of();
        }
        try {
            return alreadyStored(organization, events, since);
        } catch (ProblemException away) {
            if (!live || away.type() != CommonProblem.UNAVAILABLE) {
                throw away;
            }
            storeAwayUntil = now.plus(STORE_BREAK);
            return Map.of();
        }
    }

    private boolean isLive(PreparedEvent event, Instant now) {
        return !timed(event) || event.item().occurredAt().isAfter(now.minus(ahead));
    }

    private Map<String, String> alreadyStored(String organization, List<PreparedEvent> events, Instant since) {
        var sought = new ArrayList<RecordedEvents.Sought>();
        for (var event : events) {
            var earliest = earliestReceipt(event);
            if (earliest.isBefore(since)) {
                var occurredAt = event.item().occurredAt();
                sought.add(new RecordedEvents.Sought(
                        event.identity().id(), timed(event) ? occurredAt : earliest, occurredAt));
            }
        }
        return sought.isEmpty() || beginsAt(organization, since)
                ? Map.of()
                : Map.copyOf(recorded.fingerprints(organization, sought));
    }

    /** Whether the organisation has nothing older than what the stream remembers, as all have that are new. */
    private boolean beginsAt(String organization, Instant since) {
        var known = beginnings.get(organization);
        if (known != null && known.moment().equals(since)) {
            return known.nothingBefore();
        }
        if (known != null && known.nothingBefore() && known.moment().isAfter(since)) {
            return true;
        }
        var found = new Beginning(since, !recorded.receivedBefore(organization, since));
        beginnings.put(organization, found);
        return found.nothingBefore();
    }

    /**
     * The stream can't have been given the event earlier: a sender's clock is ahead by a bounded time only. An event without a
     * time of its own got that of this receipt; it may be the resend of one that was received long before.
     */
    private Instant earliestReceipt(PreparedEvent event) {
        // Who takes back or corrects looked it up by its revision.
        if (event.identity().origin() == EventIdentity.Origin.MADE || event.isCorrection()) {
            return Instant.MAX;
        }
        var occurredAt = event.item().occurredAt();
        return occurredAt.minus(timed(event) ? ahead : untimed);
    }

    private static boolean timed(PreparedEvent event) {
        return !event.item().occurredAt().equals(event.item().receivedAt());
    }

    /** @param nothingBefore whether the store has nothing of the organisation that was received before the moment */
    private record Beginning(Instant moment, boolean nothingBefore) {}
}
