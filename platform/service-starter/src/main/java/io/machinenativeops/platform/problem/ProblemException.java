package io.machinenativeops.platform.problem;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** Ends a request with a problem document. The detail names the bad value and what was expected. */
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient ProblemType type;
    private final transient List<FieldError> errors;
    private final @Nullable Duration retryAfter;

    /** A problem without field errors. */
    public ProblemException(ProblemType type, String detail) {
        this(type, detail, List.of());
    }

    /** A problem caused by fields of the request. */
    public ProblemException(ProblemType type, String detail, List<FieldError> errors) {
        this(type, detail, errors, null);
    }

    private ProblemException(ProblemType type, String detail, List<FieldError> errors, @Nullable Duration retryAfter) {
        super(detail);
        this.type = type;
        this.errors = List.copyOf(errors);
        this.retryAfter = retryAfter;
    }

    /** A {@link CommonProblem#INVALID_PARAMETER} about one field. */
    public static ProblemException invalid(String field, String detail) {
        return new ProblemException(
                CommonProblem.INVALID_PARAMETER, field + ": " + detail, List.of(new FieldError(field, detail)));
    }

    /** A {@link CommonProblem#INVALID_PARAMETER} about one field or more. */
    public static ProblemException invalid(List<FieldError> errors) {
        return new ProblemException(CommonProblem.INVALID_PARAMETER, FieldError.summary(errors), errors);
    }

    /** The same problem with a {@code Retry-After} header, in whole seconds and at least one. */
    public ProblemException retryAfter(Duration delay) {
        return new ProblemException(type, detail(), errors, delay);
    }

    public ProblemType type() {
        return type;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    public List<FieldError> errors() {
        return errors;
    }

    /** How long to wait before the same is sent again; null when nothing is known of it. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
