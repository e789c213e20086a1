package io.machinenativeops.platform.problem;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import tools.jackson.databind.json.JsonMapper;

/** Makes problem documents: for the advice, for filters, and for lists of problems inside a successful reply. */
public final class Problems {

    private final JsonMapper json;

    Problems(JsonMapper json) {
        this.json = json;
    }

    /** A document that stands inside another reply, such as an entry of {@code rejected}. */
    public static ProblemDetail document(ProblemType type, String detail, List<FieldError> errors) {
        var document = ProblemDetail.forStatusAndDetail(type.status(), detail);
        document.setType(URI.create(type.uri()));
        document.setTitle(type.title());
        document.setProperty("code", type.code());
        if (!errors.isEmpty()) {
            document.setProperty("errors", errors);
        }
        return document;
    }

    /** The document of a whole reply: with the path that was asked and the trace that the logs know it by. */
    static ProblemDetail document(ProblemType type, String detail, List<FieldError> errors, @Nullable String path) {
        var document = document(type, detail, errors);
        if (path != null) {
            document.setInstance(instance(path));
        }
        var traceId = MDC.get("traceId");
        if (traceId != null) {
            document.setProperty("traceId", traceId);
        }
        return document;
    }

    /** Answers a request from a filter, where no advice is at work. */
    public void write(HttpServletRequest request, HttpServletResponse response, ProblemException problem)
            throws IOException {
        if (response.isCommitted()) {
            return;
        }
        response.setStatus(problem.type().status().value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        var delay = problem.retryAfter();
        if (delay != null) {
            response.setHeader(HttpHeaders.RETRY_AFTER, seconds(delay));
        }
        var body = document(problem.type(), problem.detail(), problem.errors(), request.getRequestURI());
        response.getOutputStream().write(json.writeValueAsBytes(body));
    }

    /** The value of {@code Retry-After}: whole seconds, at least one. */
    public static String seconds(Duration delay) {
        return Long.toString(Math.max(1, delay.plusMillis(999).toSeconds()));
    }

    private static URI instance(String path) {
        try {
            return URI.create(path);
        } catch (IllegalArgumentException notAUri) {
            return URI.create("/");
        }
    }
}
