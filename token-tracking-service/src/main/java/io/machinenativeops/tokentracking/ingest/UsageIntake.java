package io.machinenativeops.tokentracking.ingest;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.machinenativeops.binder.redis.Outcome;
import io.machinenativeops.binder.redis.StreamException;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.security.Caller;

/**
 * The one way in for usage, whatever protocol it comes by: each event is read, checked, counted, priced and recorded once.
 */
public final class UsageIntake {

    private final Metering metering;
    private final TimeWindow window;
    private final UsageJournal journal;
    private final IngestMeters meters;
    private final Clock clock;

    UsageIntake(Metering metering, TimeWindow window, UsageJournal journal, IngestMeters meters, Clock clock) {
        this.metering = metering;
        this.window = window;
        this.journal = journal;
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
        var outcomes = journal.record(caller.organizationId(), prepared, now);
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
        var priced = metering.price(caller.organizationId(), event, usage, occurredAt);
        return PreparedEvent.of(identity, event, caller, project, usage, priced, occurredAt, now);
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

    /** The answer when the stream's server refuses or does not answer. */
    public static ProblemException unavailable(StreamException refused) {
        return UsageJournal.unavailable(refused);
    }
}
