package io.machinenativeops.gateway;

import io.machinenativeops.platform.problem.ProblemType;
import org.springframework.http.HttpStatus;

/** Problems that only the gateway can answer with. */
enum GatewayProblem implements ProblemType {
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
