package io.machinenativeops.tokentracking.ingest;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.machinenativeops.binder.redis.AppendOnce;
import io.machinenativeops.binder.redis.AppendRequest;
import io.machinenativeops.binder.redis.Outcome;
import io.machinenativeops.binder.redis.Part;
import io.machinenativeops.binder.redis.StreamException;
import io.machinenativeops.binder.redis.StreamFullException;
import io.machinenativeops.binder.redis.StreamUnavailableException;
import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.tokentracking.event.UsageRecorded;
import io.machinenativeops.tokentracking.event.UsageRecordedJson;

/**
 * The one way in for usage, whatever protocol it comes by: each event is read, checked, counted, priced and recorded once.
 */
public final class UsageIntake {

    /** Parts of one entry; a script of more would hold up everyone else at the server. */
    private static final int ENTRY = 1000;
    /** Added to the age at which a claim may be gone: clocks differ, and senders may be ahead. */
    private static final Duration MARGIN = Duration.ofHours(1);

    private static final Duration SHORT_BREAK = Duration.ofSeconds(2);
    private static final Map<String, Object> HEADERS = Map.of("contentType", "application/json");

    private final Metering metering;
    private final TimeWindow window;
    private final Duration claimsReach;
    private final RecordedEvents recorded;
    private final AppendOnce stream;
    private final IngestMeters meters;
    private final Clock clock;

    /**
     * @param claimsReach how long the stream remembers ids
     * @param recorded is asked for events older than that
     */
    UsageIntake(
            Metering metering,
            TimeWindow window,
            Duration claimsReach,
            RecordedEvents recorded,
            AppendOnce stream,
            IngestMeters meters,
            Clock clock) {
        this.metering = metering;
        this.window = window;
        this.claimsReach = claimsReach;
        this.recorded = recorded;
        this.stream = stream;
        this.meters = meters;
        this.clock = clock;
    }

    /**
     * Takes events of one caller. When it returns, the accepted ones are durable.
     *
     * @param source the way they came, for the meters
     * @return one verdict an event, in order
     * @throws ProblemException {@code unavailable} when nothing can be taken now; sending the same again is safe
     */
    public List<Verdict> take(Caller caller, Source source, List<Candidate> candidates) {
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var verdicts = new Verdict[candidates.size()];
        var prepared = new ArrayList<PreparedEvent>(candidates.size());
        var places = new ArrayList<Integer>(candidates.size());
        for (int at = 0; at < verdicts.length; at++) {
            try {
                prepared.add(prepare(caller, candidates.get(at), now));
                places.add(at);
            } catch (EventRejection rejection) {
                verdicts[at] = rejection.verdict();
            }
        }
        var outcomes = record(caller.organizationId(), prepared, now);
        int unpriced = 0;
        for (int at = 0; at < outcomes.size(); at++) {
            var event = prepared.get(at);
            verdicts[places.get(at)] = verdict(event.identity(), outcomes.get(at));
            if (outcomes.get(at) == Outcome.APPENDED && event.item().cost().amount() == null) {
                unpriced++;
            }
        }
        var result = Arrays.asList(verdicts);
        meters.count(source, result, unpriced);
        return result;
    }

    private PreparedEvent prepare(Caller caller, Candidate candidate, Instant now) {
        var event = UsageEventReader.read(candidate.sent(), caller.keyId());
        var operation = event.operation();
        if (operation != null && Operations.isStructure(operation)) {
            throw EventRejection.of(
                    IngestProblem.NOT_A_MODEL_CALL,
                    "operation",
                    "is '" + operation
                            + "': expected a call of a model, such as chat; what agents and tools use is the sum"
                            + " of their model calls");
        }
        var sentTime = event.occurredAt();
        var occurredAt = sentTime == null ? now : sentTime;
        window.check(occurredAt, now);
        occurredAt = occurredAt.truncatedTo(ChronoUnit.MILLIS);
        var project = WritableProject.of(event.project(), caller);
        var usage = metering.count(event);
        var identity = EventIdentity.of(candidate, event, usage, now);
        var priced = metering.price(event, usage, occurredAt);
        return PreparedEvent.of(identity, event, caller, project, usage, priced, occurredAt, now);
    }

    private List<Outcome> record(String organization, List<PreparedEvent> events, Instant now) {
        var known = alreadyStored(organization, events, now);
        var outcomes = new ArrayList<Outcome>(events.size());
        for (int from = 0; from < events.size(); from += ENTRY) {
            var chunk = events.subList(from, Math.min(from + ENTRY, events.size()));
            outcomes.addAll(append(organization, chunk, known, now));
        }
        return outcomes;
    }

    private List<Outcome> append(
            String organization, List<PreparedEvent> events, Map<String, String> known, Instant now) {
        var parts = new ArrayList<Part>(events.size());
        for (var event : events) {
            var identity = event.identity();
            if (!known.containsKey(identity.id())) {
                parts.add(new Part(identity.id(), identity.fingerprint(), UsageRecordedJson.item(event.item())));
            }
        }
        var appended = parts.isEmpty()
                ? List.<Outcome>of().iterator()
                : append(organization, parts, now).iterator();
        return events.stream()
                .map(event -> {
                    var stored = known.get(event.identity().id());
                    if (stored == null) {
                        return appended.next();
                    }
                    return stored.equals(event.identity().fingerprint()) ? Outcome.DUPLICATE : Outcome.CONFLICT;
                })
                .toList();
    }

    private List<Outcome> append(String organization, List<Part> parts, Instant now) {
        var request = new AppendRequest(
                UsageRecorded.DESTINATION,
                organization,
                HEADERS,
                UsageRecordedJson.before(TimeOrderedId.at(now), now, organization),
                UsageRecordedJson.between(),
                UsageRecordedJson.after(),
                parts);
        try {
            return stream.append(request).outcomes();
        } catch (StreamException refused) {
            throw unavailable(refused);
        }
    }

    private static ProblemException unavailable(StreamException refused) {
        var problem = switch (refused) {
            case StreamFullException full ->
                new ProblemException(
                                CommonProblem.UNAVAILABLE,
                                "The event stream is full until the store has caught up. Nothing was accepted.")
                        .retryAfter(full.retryAfter());
            case StreamUnavailableException _ ->
                new ProblemException(
                                CommonProblem.UNAVAILABLE,
                                "The event stream does not answer. Send the same again: what was taken is not taken twice.")
                        .retryAfter(SHORT_BREAK);
        };
        problem.initCause(refused);
        return problem;
    }

    private Map<String, String> alreadyStored(String organization, List<PreparedEvent> events, Instant now) {
        var forgotten = now.minus(claimsReach).plus(MARGIN);
        var sought = new ArrayList<RecordedEvents.Sought>();
        for (var event : events) {
            if (event.identity().origin() != EventIdentity.Origin.MADE
                    && event.item().occurredAt().isBefore(forgotten)) {
                sought.add(new RecordedEvents.Sought(
                        event.identity().id(), event.item().occurredAt()));
            }
        }
        return sought.isEmpty() ? Map.of() : new HashMap<>(recorded.fingerprints(organization, sought));
    }

    private static Verdict verdict(EventIdentity identity, Outcome outcome) {
        return switch (outcome) {
            case APPENDED -> new Verdict.Accepted(identity.id());
            case DUPLICATE -> new Verdict.Duplicate(identity.id());
            case CONFLICT ->
                EventRejection.of(
                                IngestProblem.EVENT_ID_CONFLICT,
                                identity.origin() == EventIdentity.Origin.SENT ? "eventId" : "responseId",
                                "names event '" + identity.id()
                                        + "', which was recorded with other content: expected a new id, or the same content")
                        .verdict();
        };
    }
}
