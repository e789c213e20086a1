package io.machinenativeops.gateway.limit;

import io.machinenativeops.platform.problem.ProblemType;
import org.springframework.http.HttpStatus;

/** Problems of who asks for too much. */
enum LimitProblem implements ProblemType {
    RATE_LIMITED("rate-limited", HttpStatus.TOO_MANY_REQUESTS, "A limit of requests in a time is reached");

    private final String code;
    private final HttpStatus status;
    private final String title;

    LimitProblem(String code, HttpStatus status, String title) {
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
