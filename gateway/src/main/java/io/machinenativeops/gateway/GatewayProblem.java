package io.machinenativeops.gateway;

import io.machinenativeops.platform.problem.ProblemType;
import org.springframework.http.HttpStatus;

/** Problems that only the gateway can answer with. */
public enum GatewayProblem implements ProblemType {
    INVALID_API_KEY("invalid-api-key", HttpStatus.UNAUTHORIZED, "The API key is not valid"),
    CSRF_TOKEN_INVALID("csrf-token-invalid", HttpStatus.FORBIDDEN, "The request may come from another site"),
    SIGN_IN_FAILED("sign-in-failed", HttpStatus.BAD_REQUEST, "The sign-in can't be finished"),
    RATE_LIMITED("rate-limited", HttpStatus.TOO_MANY_REQUESTS, "A limit of requests in a time is reached"),
    UPSTREAM_TIMEOUT("upstream-timeout", HttpStatus.GATEWAY_TIMEOUT, "The service behind the gateway took too long");

    private final String code;
    private final HttpStatus status;
    private final String title;

    GatewayProblem(String code, HttpStatus status, String title) {
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
