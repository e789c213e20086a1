package io.machinenativeops.tokentracking.ingest.reading;

import java.util.List;

import io.machinenativeops.platform.problem.FieldError;
import io.machinenativeops.platform.problem.ProblemType;

/** Ends the work on one event. It is an everyday answer, not a failure, so it takes no stack trace. */
public final class EventRejection extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Verdict.Rejected verdict;

    public EventRejection(ProblemType problem, String detail, List<FieldError> errors) {
        super(detail, null, false, false);
        verdict = new Verdict.Rejected(problem, detail, List.copyOf(errors));
    }

    /** A rejection because of one field. */
    public static EventRejection of(ProblemType problem, String field, String detail) {
        return new EventRejection(problem, field + " " + detail, List.of(new FieldError(field, detail)));
    }

    public Verdict.Rejected verdict() {
        return verdict;
    }
}
