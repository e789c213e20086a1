package io.machinenativeops.tokentracking.ingest;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.machinenativeops.binder.redis.ClaimsForgottenException;
import io.machinenativeops.binder.redis.Outcome;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.tokentracking.ingest.reading.Candidate;
import io.machinenativeops.tokentracking.ingest.reading.EventIdentity;
import io.machinenativeops.tokentracking.ingest.reading.EventRejection;
import io.machinenativeops.tokentracking.ingest.reading.IngestProblem;
import io.machinenativeops.tokentracking.ingest.reading.TimeWindow;
import io.machinenativeops.tokentracking.ingest.reading.UsageEventReader;
import io.machinenativeops.tokentracking.ingest.reading.Verdict;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way in for usage, whatever protocol it comes by: each event is read, checked, counted, priced and recorded once.
 */
public final class UsageIntake {

    private static final Logger log = LoggerFactory.getLogger(UsageIntake.class);

    private final Metering metering;
    private final TimeWindow window;
    private final UsageJournal journal;
    private final Corrections corrections;
    private final IngestMeters meters;
    private final Clock clock;

    UsageIntake(
            Metering metering,
            TimeWindow window,
            UsageJournal journal,
            Corrections corrections,
            IngestMeters meters,
            Clock clock) {
        this.metering = metering;
        this.window = window;
        this.journal = journal;
        this.corrections = corrections;
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
        var events = new LinkedHashMap<Integer, PreparedEvent>();
        var corrected = new LinkedHashMap<Integer, PreparedEvent>();
        for (int at = 0; at < verdicts.length; at++) {
            try {
                var prepared = prepare(caller, candidates.get(at), now);
                (prepared.isCorrection() ? corrected : events).put(at, prepared);
            } catch (EventRejection rejection) {
                verdicts[at] = rejection.verdict();
            }
        }
        int unpriced =
                tell(events, journal.record(caller.organizationId(), List.copyOf(events.values()), now), verdicts);
        unpriced += correct(caller, corrected, now, verdicts);
        var result = Arrays.asList(verdicts);
        meters.count(source, result, unpriced);
        return result;
    }

    private int correct(Caller caller, Map<Integer, PreparedEvent> sent, Instant now, Verdict[] verdicts) {
        for (int attempt = 0; attempt < UsageJournal.TRIES; attempt++) {
            var since = journal.remembersSince();
            var complete = corrections.complete(caller, sent, verdicts);
            try {
                return tell(
                        complete,
                        journal.recordCorrections(caller.organizationId(), List.copyOf(complete.values()), since, now),
                        verdicts);
            } catch (ClaimsForgottenException forgotten) {
                log.debug("corrections are looked up again", forgotten);
            }
        }
        throw UsageJournal.forgetsTooFast();
    }

    /** Tells what became of each; the result is how many of the accepted have no price. */
    private static int tell(Map<Integer, PreparedEvent> events, List<Outcome> outcomes, Verdict[] verdicts) {
        var outcome = outcomes.iterator();
        int unpriced = 0;
        for (var event : events.entrySet()) {
            var its = outcome.next();
            verdicts[event.getKey()] = verdict(event.getValue(), its);
            if (its == Outcome.APPENDED && event.getValue().item().cost().amount() == null) {
                unpriced++;
            }
        }
        return unpriced;
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
        var priced = metering.price(caller.organizationId(), event, usage, occurredAt);
        return PreparedEvent.of(identity, event, caller, project, usage, priced, occurredAt, now);
    }

    private static Verdict verdict(PreparedEvent event, Outcome outcome) {
        var identity = event.identity();
        if (outcome == Outcome.CONFLICT && event.isCorrection()) {
            return Corrections.conflict(event.item(), "another correction took this one: expected one more")
                    .verdict();
        }
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
