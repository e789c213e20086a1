package io.machinenativeops.tokentracking.ingest.reading;

import java.util.List;

import io.machinenativeops.platform.problem.FieldError;
import io.machinenativeops.platform.problem.ProblemType;

/** What became of one event. */
public sealed interface Verdict {

    /** The event is recorded, durably. */
    record Accepted(String eventId) implements Verdict {}

    /** The event was recorded before; this send changes nothing. */
    record Duplicate(String eventId) implements Verdict {}

    /** The event is not recorded. */
    record Rejected(ProblemType problem, String detail, List<FieldError> errors) implements Verdict {

        /** Whether an event with this id was recorded before, with other content. */
        public boolean isConflict() {
            return problem == IngestProblem.EVENT_ID_CONFLICT;
        }
    }
}
