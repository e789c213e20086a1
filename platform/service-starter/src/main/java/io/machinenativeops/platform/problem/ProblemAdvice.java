package io.machinenativeops.platform.problem;

import java.util.List;
import java.util.Locale;

import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** The one place where exceptions become replies. What it does not know is a 500 that tells the caller nothing inside. */
@RestControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
final class ProblemAdvice extends ResponseEntityExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> on(ProblemException problem, WebRequest request) {
        var headers = new HttpHeaders();
        var delay = problem.retryAfter();
        if (delay != null) {
            headers.set(HttpHeaders.RETRY_AFTER, Problems.seconds(delay));
        }
        return reply(problem, problem.type(), problem.detail(), problem.errors(), headers, request);
    }

    /** Thrown where parameters are first asked for: a query that is no {@code name=value}, or badly encoded. */
    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> on(InvalidParameterException unreadable, WebRequest request) {
        return reply(
                unreadable,
                CommonProblem.MALFORMED_REQUEST,
                "The query cannot be read: expected name=value pairs, percent-encoded UTF-8.",
                List.of(),
                new HttpHeaders(),
                request);
    }

    /** The firewall lets a request in and refuses its parameters or headers when they are asked for, say for a NUL. */
    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> on(RequestRejectedException refused, WebRequest request) {
        return reply(
                refused,
                CommonProblem.MALFORMED_REQUEST,
                "The query or a header has a control character, or another that stands for none: expected text.",
                List.of(),
                new HttpHeaders(),
                request);
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> on(Exception failure, WebRequest request) throws Exception {
        if (failure instanceof AccessDeniedException || failure instanceof AuthenticationException) {
            // The security chain renders its own refusals.
            throw failure;
        }
        log.error("Request failed: {}", pattern(request), failure);
        return reply(
                failure,
                CommonProblem.INTERNAL_ERROR,
                "The service failed to answer. Its log has the cause under the traceId.",
                List.of(),
                new HttpHeaders(),
                request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception failure, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        var type = failure instanceof TypeMismatchException || failure instanceof HandlerMethodValidationException
                ? CommonProblem.INVALID_PARAMETER
                : CommonProblem.of(status);
        return switch (failure) {
            case MissingServletRequestParameterException missing ->
                invalid(failure, missing.getParameterName(), "is missing", headers, request);
            case MethodArgumentTypeMismatchException mismatch ->
                invalid(failure, mismatch.getName(), typeMismatch(mismatch), headers, request);
            case MethodArgumentNotValidException notValid ->
                reply(
                        failure,
                        CommonProblem.INVALID_PARAMETER,
                        "The body has values that are not allowed.",
                        notValid.getFieldErrors().stream()
                                .map(error -> new FieldError(
                                        error.getField(),
                                        "'" + error.getRejectedValue() + "' " + error.getDefaultMessage()))
                                .toList(),
                        headers,
                        request);
            case HandlerMethodValidationException notValid ->
                reply(
                        failure,
                        type,
                        "A parameter has a value that is not allowed.",
                        notValid.getParameterValidationResults().stream()
                                .flatMap(result -> result.getResolvableErrors().stream()
                                        .map(error -> new FieldError(
                                                String.valueOf(result.getMethodParameter()
                                                        .getParameterName()),
                                                "'" + result.getArgument() + "' " + error.getDefaultMessage())))
                                .toList(),
                        headers,
                        request);
            case HttpMessageNotReadableException unreadable ->
                reply(
                        failure,
                        CommonProblem.MALFORMED_REQUEST,
                        "The body can't be read: " + reason(unreadable),
                        List.of(),
                        headers,
                        request);
            case HttpRequestMethodNotSupportedException method ->
                reply(
                        failure,
                        type,
                        method.getMethod() + " is not supported here; "
                                + String.join(", ", List.of(orEmpty(method.getSupportedMethods()))) + " is.",
                        List.of(),
                        headers,
                        request);
            case HttpMediaTypeNotSupportedException media ->
                reply(
                        failure,
                        type,
                        "Content-Type '" + media.getContentType() + "' is not supported here; expected one of "
                                + media.getSupportedMediaTypes() + ".",
                        List.of(),
                        headers,
                        request);
            case MaxUploadSizeExceededException tooLarge ->
                reply(
                        failure,
                        CommonProblem.PAYLOAD_TOO_LARGE,
                        "The upload is larger than " + tooLarge.getMaxUploadSize() + " bytes.",
                        List.of(),
                        headers,
                        request);
            default -> reply(failure, type, detail(failure, type, request), List.of(), headers, request);
        };
    }

    private @Nullable ResponseEntity<Object> invalid(
            Exception failure, String field, String detail, HttpHeaders headers, WebRequest request) {
        return reply(
                failure,
                CommonProblem.INVALID_PARAMETER,
                field + ": " + detail,
                List.of(new FieldError(field, detail)),
                headers,
                request);
    }

    private @Nullable ResponseEntity<Object> reply(
            Exception failure,
            ProblemType type,
            String detail,
            List<FieldError> errors,
            HttpHeaders headers,
            WebRequest request) {
        var path = request instanceof ServletWebRequest servlet
                ? servlet.getRequest().getRequestURI()
                : null;
        var copy = new HttpHeaders(headers);
        copy.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        var document = Problems.document(type, detail, errors, path);
        return super.handleExceptionInternal(failure, document, copy, type.status(), request);
    }

    /** Which route it was; the path itself may hold a secret, such as that of an invitation. */
    private static String pattern(WebRequest request) {
        return String.valueOf(
                request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, RequestAttributes.SCOPE_REQUEST));
    }

    private static String detail(Exception failure, ProblemType type, WebRequest request) {
        if (type == CommonProblem.NOT_FOUND) {
            return "Nothing is found at " + request.getDescription(false).replaceFirst("^uri=", "") + ".";
        }
        return type.status().is5xxServerError() ? type.title() + "." : String.valueOf(failure.getMessage());
    }

    private static String typeMismatch(MethodArgumentTypeMismatchException mismatch) {
        var type = mismatch.getRequiredType();
        var expected = type == null
                ? "another type"
                : switch (type.getSimpleName()) {
                    case "Instant" -> "a UTC instant such as 2026-11-22T10:00:00Z";
                    case "int", "Integer", "long", "Long" -> "a whole number";
                    case String name
                    when type.isEnum() ->
                        "one of " + List.of(type.getEnumConstants()).toString().toLowerCase(Locale.ROOT) + " (" + name
                                + ")";
                    case String name -> "a " + name;
                };
        return "'" + mismatch.getValue() + "' is not " + expected;
    }

    private static String reason(HttpMessageNotReadableException unreadable) {
        var cause = unreadable.getMostSpecificCause();
        var message = String.valueOf(cause.getMessage());
        var line = message.indexOf('\n');
        return line < 0 ? message : message.substring(0, line);
    }

    private static String[] orEmpty(String @Nullable [] methods) {
        return methods == null ? new String[0] : methods;
    }
}
