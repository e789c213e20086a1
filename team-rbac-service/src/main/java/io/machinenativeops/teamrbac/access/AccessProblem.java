package io.machinenativeops.teamrbac.access;

import io.machinenativeops.platform.problem.ProblemType;
import org.springframework.http.HttpStatus;

/** Why a question about permissions is not answered. */
public enum AccessProblem implements ProblemType {
    LIMIT_EXCEEDED("limit-exceeded", HttpStatus.UNPROCESSABLE_CONTENT, "There is more than is answered"),
    REVISION_NOT_REACHED("revision-not-reached", HttpStatus.SERVICE_UNAVAILABLE, "The revision is not there yet");

    private final String code;
    private final HttpStatus status;
    private final String title;

    AccessProblem(String code, HttpStatus status, String title) {
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
