package io.machinenativeops.tokentracking.ingest.reading;

import io.machinenativeops.platform.problem.ProblemType;
import org.springframework.http.HttpStatus;

/** Why an event is not taken. All but the last stand inside {@code rejected}. */
public enum IngestProblem implements ProblemType {
    INVALID_EVENT("invalid-event", HttpStatus.UNPROCESSABLE_CONTENT, "The event has a value that is not allowed"),
    INVALID_USAGE("invalid-usage", HttpStatus.UNPROCESSABLE_CONTENT, "The usage can't be read as counts"),
    EVENT_ID_CONFLICT("event-id-conflict", HttpStatus.CONFLICT, "The event id is taken by other content"),
    TOO_OLD("too-old", HttpStatus.UNPROCESSABLE_CONTENT, "The event occurred too long ago"),
    IN_FUTURE("in-future", HttpStatus.UNPROCESSABLE_CONTENT, "The event has not occurred yet"),
    PROJECT_NOT_ALLOWED("project-not-allowed", HttpStatus.FORBIDDEN, "The credential can't write to the project"),
    NOT_A_MODEL_CALL("not-a-model-call", HttpStatus.UNPROCESSABLE_CONTENT, "The operation is not a model call"),
    SUPERSEDED_UNKNOWN("superseded-unknown", HttpStatus.NOT_FOUND, "The event to be corrected is not stored"),
    REVISION_CONFLICT("revision-conflict", HttpStatus.CONFLICT, "The event is at another revision"),
    ALL_EVENTS_REJECTED("all-events-rejected", HttpStatus.UNPROCESSABLE_CONTENT, "No event of the batch was taken");

    private final String code;
    private final HttpStatus status;
    private final String title;

    IngestProblem(String code, HttpStatus status, String title) {
        this.code = code;
        this.status = status;
        this.title = title;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public HttpStatus status() {
        return status;
    }

    @Override
    public String title() {
        return title;
    }
}
