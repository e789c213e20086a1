package io.machinenativeops.platform.problem;

import java.util.EnumSet;
import java.util.Set;

import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;

/** Problems that any service can answer with. */
public enum CommonProblem implements ProblemType {
    MALFORMED_REQUEST("malformed-request", HttpStatus.BAD_REQUEST, "The request can't be read"),
    INVALID_PARAMETER("invalid-parameter", HttpStatus.BAD_REQUEST, "A value is missing or not allowed"),
    UNAUTHENTICATED("unauthenticated", HttpStatus.UNAUTHORIZED, "A valid credential is needed"),
    TOKEN_SUPERSEDED("token-superseded", HttpStatus.UNAUTHORIZED, "The token's grants were changed"),
    FORBIDDEN("forbidden", HttpStatus.FORBIDDEN, "The credential does not allow this"),
    NOT_FOUND("not-found", HttpStatus.NOT_FOUND, "There is no such thing here"),
    METHOD_NOT_ALLOWED("method-not-allowed", HttpStatus.METHOD_NOT_ALLOWED, "The path does not know this method"),
    NOT_ACCEPTABLE("not-acceptable", HttpStatus.NOT_ACCEPTABLE, "The media type asked for can't be made"),
    PRECONDITION_FAILED("precondition-failed", HttpStatus.PRECONDITION_FAILED, "It was changed meanwhile"),
    PRECONDITION_REQUIRED("precondition-required", HttpStatus.PRECONDITION_REQUIRED, "An If-Match header is needed"),
    IDEMPOTENCY_KEY_REUSED(
            "idempotency-key-reused",
            HttpStatus.UNPROCESSABLE_CONTENT,
            "The idempotency key was sent with other content"),
    IDEMPOTENCY_IN_PROGRESS(
            "idempotency-in-progress", HttpStatus.CONFLICT, "A request with this idempotency key is on its way"),
    PAYLOAD_TOO_LARGE("payload-too-large", HttpStatus.CONTENT_TOO_LARGE, "The body is larger than allowed"),
    UNSUPPORTED_MEDIA_TYPE(
            "unsupported-media-type", HttpStatus.UNSUPPORTED_MEDIA_TYPE, "The media type of the body is not known"),
    TOO_MANY_REQUESTS("too-many-requests", HttpStatus.TOO_MANY_REQUESTS, "The limit is reached"),
    HEADERS_TOO_LARGE(
            "headers-too-large", HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "The headers are larger than allowed"),
    INTERNAL_ERROR("internal-error", HttpStatus.INTERNAL_SERVER_ERROR, "The service failed"),
    UNAVAILABLE("unavailable", HttpStatus.SERVICE_UNAVAILABLE, "The service can't answer now");

    /** These say more than a status does. */
    private static final Set<CommonProblem> NEVER_FROM_A_STATUS =
            EnumSet.of(IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_IN_PROGRESS, TOKEN_SUPERSEDED);

    private final String code;
    private final HttpStatus status;
    private final String title;

    CommonProblem(String code, HttpStatus status, String title) {
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

    /** The common problem for a status that was set by the framework; other 4xx are malformed requests. */
    static CommonProblem of(HttpStatusCode status) {
        for (var problem : values()) {
            if (problem.status.value() == status.value() && !NEVER_FROM_A_STATUS.contains(problem)) {
                return problem;
            }
        }
        return status.is4xxClientError() ? MALFORMED_REQUEST : INTERNAL_ERROR;
    }
}
